import { Counter, Histogram, type Registry, type RegistryContentType } from "prom-client";
import { LABEL, METRIC, MODEL_SECONDS_BUCKETS } from "./conventions.ts";

/** One request to a language model; `result` is `answered` or what was wrong, both of few values. */
export type ModelRequest = { provider: string; result: string; seconds: number };

/** What requests to language models cost in time and how they end. Tokens are counted in the database, by tenant. */
export function createModelMeters(registers: Registry<RegistryContentType>[]) {
  const requests = new Counter({
    name: METRIC.askModelRequests,
    help: "Requests to language models by how they ended",
    labelNames: [LABEL.provider, LABEL.result],
    registers,
  });
  const durations = new Histogram({
    name: METRIC.askModelDuration,
    help: "Time of a request to a language model, to the end of its stream",
    labelNames: [LABEL.provider],
    buckets: [...MODEL_SECONDS_BUCKETS],
    registers,
  });
  return {
    ended({ provider, result, seconds }: ModelRequest): void {
      requests.inc({ [LABEL.provider]: provider, [LABEL.result]: result.replaceAll(" ", "_") });
      durations.observe({ [LABEL.provider]: provider }, seconds);
    },
  };
}
