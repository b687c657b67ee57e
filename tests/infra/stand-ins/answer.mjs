#!/usr/bin/env node
// Stands for aws, gcloud, docker, terraform, gh and others in the tests of the scripts: writes down what it was called with, and
// answers what the test laid down for it. The first rule whose words all occur in the call, after a
// call that holds `after`, answers; a call without a rule
// fails as an unknown command does, so that no script can call what nobody thought of.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";

const program = path.basename(process.argv[1]);
const words = process.argv.slice(2);
const folder = process.env.STAND_INS;
const input = words.includes("--password-stdin") ? readFileSync(0, "utf8") : "";
const file =
  words.map((word) => /^file:\/\/(.+)$/.exec(word)?.[1]).find(Boolean) ?? words[words.indexOf("--data-file") + 1];
const content =
  file && words.some((word) => /secret-string|data-file/.test(word)) && existsSync(file)
    ? readFileSync(file, "utf8")
    : "";
appendFileSync(
  path.join(folder, "calls"),
  `${JSON.stringify({ program, words, input, content, verifier: process.env.LOGIN_VERIFIER ?? "" })}\n`,
);

const before = readFileSync(path.join(folder, "calls"), "utf8").split("\n").slice(0, -2).join("\n");
const rules = JSON.parse(readFileSync(path.join(folder, "rules.json"), "utf8"));
const call = [program, ...words].join(" ");
const rule = rules.find(
  ({ when, after }) => when.every((word) => call.includes(word)) && (after === undefined || before.includes(after)),
);
if (!rule) {
  console.error(`${program}: no answer is laid down for: ${words.join(" ")}`);
  process.exit(252);
}
if (rule.out) process.stdout.write(rule.out);
if (rule.err) process.stderr.write(rule.err);
process.exit(rule.code ?? 0);
