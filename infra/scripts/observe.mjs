// `npm run observe`: the local observability stack in containers. Runs on any Node from 20, before anything is installed.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const USAGE = `Starts an OpenTelemetry Collector, Prometheus, Tempo, Loki and Grafana in containers, on this machine only.

npm run observe             starts them and prints where they are
npm run observe -- --down   stops them; what they stored stays
npm run observe -- --help

Without containers: npm run observe:local`;

const READY_WITHIN_MS = 90_000;
const READY = {
  Collector: "http://127.0.0.1:13133/",
  Prometheus: "http://127.0.0.1:9090/-/ready",
  Tempo: "http://127.0.0.1:3200/ready",
  Loki: "http://127.0.0.1:3100/ready",
  Grafana: "http://127.0.0.1:3001/api/health",
};

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..");
const FOLDER = path.join(root, "infra/local/observability");
// The log goes where the collector reads it, hence a folder that Docker must not make as root.
const LOG_FOLDER = ".alxderia/logs";

function fail(message, code) {
  console.error(message);
  process.exit(code);
}

/** @returns the answer, or null when docker is missing or says no */
function ask(words) {
  const { status, stdout } = spawnSync("docker", words, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

function requireDocker() {
  const otherwise = "Without containers: npm run observe:local";
  if (ask(["--version"]) === null) fail(`Docker is not installed, and this needs it. ${otherwise}`, 3);
  if (ask(["compose", "version"]) === null) fail(`Docker lacks the compose plugin (docker compose). ${otherwise}`, 3);
  if (ask(["version", "--format", "{{.Server.Version}}"]) === null) fail(`Docker is not running. ${otherwise}`, 3);
}

/** Docker Desktop lends containers the loopback of this machine; Docker on Linux itself does not. */
function composeCommand() {
  const native = process.platform === "linux" && ask(["info", "--format", "{{.OperatingSystem}}"]) !== "Docker Desktop";
  const files = native ? ["compose.yaml", "compose.linux.yaml"] : ["compose.yaml"];
  return ["compose", ...files.flatMap((file) => ["--file", path.join(FOLDER, file)])];
}

function compose(...words) {
  const { status } = spawnSync("docker", [...command, ...words], { stdio: "inherit" });
  if (status !== 0) fail(`docker compose ${words[0]} failed; what it said is above.`, 1);
}

/** The images carry no shell to ask themselves with, so it is asked from here. */
async function waitUntilReady(name, address) {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  fail(
    `${name} is not ready after ${READY_WITHIN_MS / 1000} s. Its log: docker ${command.join(" ")} logs ${name.toLowerCase()}`,
    1,
  );
}

function readArguments() {
  try {
    return parseArgs({ options: { down: { type: "boolean" }, help: { type: "boolean" } } }).values;
  } catch (error) {
    return fail(`${error.message}\n\n${USAGE}`, 2);
  }
}

const given = readArguments();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}
requireDocker();
const command = composeCommand();
if (given.down) {
  compose("down");
  process.exit(0);
}
mkdirSync(path.join(root, LOG_FOLDER), { recursive: true });
mkdirSync(path.join(root, "dashboards/generated/grafana"), { recursive: true });
compose("up", "--detach", "--wait");
await Promise.all(Object.entries(READY).map(([name, address]) => waitUntilReady(name, address)));

console.log(`
Grafana     http://127.0.0.1:3001   the dashboard "Alxderia: first look"; Explore for traces and logs
Prometheus  http://127.0.0.1:9090

Start the product in another terminal so that it sends its traces and its log there:

  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 npm start | tee -a ${LOG_FOLDER}/web.ndjson

Stop with: npm run observe -- --down`);
