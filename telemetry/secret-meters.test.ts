import { Registry, type RegistryContentType } from "prom-client";
import { expect, test } from "vitest";
import { createSecretMeters } from "./secret-meters.ts";

test("accesses to secrets are counted by how they ended, and a secret fails until it is read again", async () => {
  const registry = new Registry<RegistryContentType>();
  const meters = createSecretMeters([registry]);
  expect(await registry.metrics()).toContain("alxderia_secrets_failing 0");
  meters.accessed({ secret: "database", fault: null });
  meters.accessed({ secret: "database", fault: "denied" });
  meters.accessed({ secret: "database", fault: "denied" });
  meters.accessed({ secret: "llm", fault: "timeout" });
  expect(await registry.metrics()).toContain("alxderia_secrets_failing 2");
  meters.accessed({ secret: "database", fault: null });
  const text = await registry.metrics();
  expect(text).toContain("alxderia_secrets_failing 1");
  expect(text).toContain('alxderia_secrets_accesses_total{secret="database",result="read"} 2');
  expect(text).toContain('alxderia_secrets_accesses_total{secret="database",result="denied"} 2');
  expect(text).toContain('alxderia_secrets_accesses_total{secret="llm",result="timeout"} 1');
});
