#!/usr/bin/env node
// Stands for k6 in the tests of the runner: writes down what it was called with, leaves what the test laid down in the
// folder STAND_IN (summary.json, console.log) where k6 would write it, and ends with the code of the file `code`.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const folder = process.env.STAND_IN;
const words = process.argv.slice(2);
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(K6_|LOADTEST_)/.test(name)));
writeFileSync(path.join(folder, "call.json"), JSON.stringify({ words, environment }));

const leave = (name, file) => {
  const laid = path.join(folder, name);
  if (existsSync(laid) && file) copyFileSync(laid, file);
};
leave("summary.json", process.env.LOADTEST_SUMMARY);
leave("console.log", words[words.indexOf("--console-output") + 1]);
console.log("running (0m01.0s), 000/200 VUs");
process.exit(Number(readFileSync(path.join(folder, "code"), "utf8")));
