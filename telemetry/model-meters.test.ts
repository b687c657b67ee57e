import { Registry, type RegistryContentType } from "prom-client";
import { expect, test } from "vitest";
import { createModelMeters } from "./model-meters.ts";

test("requests to language models are counted by how they ended, and timed", async () => {
  const registry = new Registry<RegistryContentType>();
  const meters = createModelMeters([registry]);
  meters.ended({ provider: "openai", result: "answered", seconds: 1.5 });
  meters.ended({ provider: "openai", result: "rate limited", seconds: 0.1 });
  const text = await registry.metrics();
  expect(text).toContain('alxderia_ask_model_requests_total{provider="openai",result="answered"} 1');
  expect(text).toContain('alxderia_ask_model_requests_total{provider="openai",result="rate_limited"} 1');
  expect(text).toContain('alxderia_ask_model_request_duration_seconds_bucket{le="2",provider="openai"} 2');
});
