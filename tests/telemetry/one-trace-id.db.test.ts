import { expect, test } from "vitest";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { newCaller, startTracedProcess } from "./traced-process.server.ts";

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);
const sampled = await startTracedProcess(stored.ownerUrl);
const unsampled = await startTracedProcess(stored.ownerUrl, { OTEL_TRACES_SAMPLER_ARG: "0" });

test("the answer, the log line, the span and the exemplar of a request have one trace id", async () => {
  const { web, spansOf } = sampled;
  const caller = newCaller(true);
  const response = await fetch(`${web.url}/api/resources`, { headers: { traceparent: caller.traceparent } });
  await response.arrayBuffer();
  expect(response.headers.get("x-trace-id")).toBe(caller.traceId);

  const span = (await spansOf(caller.traceId)).find(({ kind }) => kind === "server");
  const line = await web.waitForLine(({ message, route }) => message === "request" && route === "/api/resources");
  expect(line).toMatchObject({
    trace_id: caller.traceId,
    span_id: span?.spanId,
    "logging.googleapis.com/trace": caller.traceId,
    "logging.googleapis.com/spanId": span?.spanId,
    "logging.googleapis.com/trace_sampled": true,
  });

  const metrics = await fetch(web.metricsUrl, { headers: { accept: "application/openmetrics-text; version=1.0.0" } });
  expect(metrics.headers.get("content-type")).toContain("application/openmetrics-text");
  const exemplars = (await metrics.text())
    .split("\n")
    .filter((sample) => sample.includes('route="/api/resources"') && sample.includes(" # {"));
  expect(exemplars).toHaveLength(1);
  expect(exemplars[0]).toMatch(
    /^alxderia_http_request_duration_seconds_bucket\{.*\} \d+ # \{trace_id="[0-9a-f]{32}"\}/,
  );
  expect(exemplars[0]).toContain(`# {trace_id="${caller.traceId}"}`);
});

test("a request that nobody keeps has a trace id in answer and log, no span id, and no exemplar", async () => {
  const { web } = unsampled;
  const response = await fetch(`${web.url}/api/resources`);
  await response.arrayBuffer();
  const line = await web.waitForLine(({ route }) => route === "/api/resources");
  expect(line.trace_id).toBe(response.headers.get("x-trace-id"));
  expect(line).not.toHaveProperty("span_id");
  expect(line["logging.googleapis.com/trace_sampled"]).toBe(false);
  const metrics = await fetch(web.metricsUrl, { headers: { accept: "application/openmetrics-text; version=1.0.0" } });
  const text = await metrics.text();
  expect(text).toContain('route="/api/resources"');
  expect(text).not.toContain("# {");
});
