import { Counter, Gauge, type Registry, type RegistryContentType } from "prom-client";
import { LABEL, METRIC } from "./conventions.ts";

/** One access to a store of secrets; `secret` is what it is for, `fault` null when it succeeded. Both of few values. */
export type SecretAccess = { secret: string; fault: string | null };

/** How accesses to secrets end, and how many secrets cannot be read now. */
export function createSecretMeters(registers: Registry<RegistryContentType>[]) {
  const accesses = new Counter({
    name: METRIC.secretAccesses,
    help: "Accesses to stores of secrets by how they ended",
    labelNames: [LABEL.secret, LABEL.result],
    registers,
  });
  const failing = new Gauge({
    name: METRIC.secretsFailing,
    help: "Secrets whose last access failed",
    registers,
  });
  const failed = new Set<string>();
  return {
    accessed({ secret, fault }: SecretAccess): void {
      accesses.inc({ [LABEL.secret]: secret, [LABEL.result]: fault ?? "read" });
      if (fault === null) failed.delete(secret);
      else failed.add(secret);
      failing.set(failed.size);
    },
  };
}
