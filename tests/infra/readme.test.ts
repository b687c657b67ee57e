import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { ConfigError, readConfig } from "../../app/config.server.ts";

afterEach(() => vi.unstubAllEnvs());

test("the product refuses the address that the platforms need until people sign in, as infra/README.md says", () => {
  expect(readFileSync("infra/README.md", "utf8")).toContain("**Not yet for a network.**");
  for (const file of ["infra/modules/aws/compute/locals.tf", "infra/modules/gcp/compute/service.tf"]) {
    expect(readFileSync(file, "utf8")).toContain('HOST = "0.0.0.0"');
  }
  vi.stubEnv("HOST", "0.0.0.0");
  expect(() => readConfig()).toThrow(ConfigError);
});
