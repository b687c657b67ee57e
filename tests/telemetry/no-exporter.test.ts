import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

// Notes every file that is loaded, by import or by require, from before the register on.
const RECORDER = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from "node:module";
globalThis.loaded = [];
registerHooks({ load(url, context, next) { globalThis.loaded.push(url); return next(url, context); } });
`)}`;

const PRINT = `
process.stdout.write(JSON.stringify(globalThis.loaded));
const { stopTracing } = await import("./telemetry/tracing.server.ts");
await stopTracing();
`;

/** @returns the packages that the register has loaded */
async function loadedBy(environment: Record<string, string>): Promise<string[]> {
  const imports = ["--import", RECORDER, "--import", "./telemetry/register.ts"];
  const words = [...imports, "--input-type=module", "--eval", PRINT];
  const { stdout } = await run(process.execPath, words, {
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...environment },
  });
  const urls = JSON.parse(stdout) as string[];
  expect(urls.some((url) => url.endsWith("/telemetry/register.ts"))).toBe(true);
  const names = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? "");
  return [...new Set(names)].filter(Boolean);
}

// A port that refuses: nothing is recorded in these processes, so nothing is sent.
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" };

test.each([
  ["nothing is set", {}],
  ["the exporter is none", { ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" }],
  ["the SDK is disabled", { ...ENDPOINT, OTEL_SDK_DISABLED: "true" }],
  ["the SDK is disabled in capitals", { ...ENDPOINT, OTEL_SDK_DISABLED: "TRUE" }],
  ["the endpoint is empty", { OTEL_EXPORTER_OTLP_ENDPOINT: "", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "" }],
])("when %s no package is loaded at all", async (_what, environment: Record<string, string>) => {
  expect(await loadedBy(environment)).toEqual([]);
});

test.each([
  ["an endpoint", ENDPOINT],
  ["an endpoint of traces", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:1/v1/traces" }],
  ["an exporter", { OTEL_TRACES_EXPORTER: "otlp" }],
])("%s loads the SDK", async (_what, environment: Record<string, string>) => {
  expect(await loadedBy(environment)).toEqual(
    expect.arrayContaining(["@opentelemetry/api", "@opentelemetry/sdk-node"]),
  );
});
