import { Gauge, type Registry, type RegistryContentType } from "prom-client";
import { METRIC } from "./conventions.ts";

/**
 * How many health checks in a row this process answered 503. A 2xx ends the row; anything else (a probe that left, a
 * foreign host name, another method) says nothing about health and leaves it as it is.
 */
export function createHealthGauge(registers: Registry<RegistryContentType>[]) {
  let failures = 0;
  const gauge = new Gauge({
    name: METRIC.healthConsecutiveFailures,
    help: "Health checks in a row that were answered 503 up to now",
    registers,
  });
  return {
    /** @returns the failures in a row up to and with this answer */
    answered(status: number): number {
      if (status === 503) failures += 1;
      else if (status >= 200 && status < 300) failures = 0;
      gauge.set(failures);
      return failures;
    },
    consecutiveFailures: () => failures,
  };
}
