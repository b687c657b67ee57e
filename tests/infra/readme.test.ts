import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ConfigError } from "../../app/config/config-error.ts";
import { readConfig } from "../../app/config.server.ts";

// What Terraform gives to the product besides the platform's secrets, by the text of its files.
const KEY = /^ {6}([A-Z_]+) += (.+)$/gm;

test.each([
  ["aws", "infra/modules/aws/compute/locals.tf"],
  ["gcp", "infra/modules/gcp/compute/service.tf"],
])("what Terraform sets on %s starts the product on every address, because people sign in", (cloud, file) => {
  const text = readFileSync(file, "utf8");
  const keys = [...text.matchAll(KEY)].map(([, key = ""]) => key);
  expect(keys).toContain("HOST");
  expect(keys).toContain("OIDC_CLIENT_SECRET_SECRET");
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:alxderia-x-abcdef";
  const environment = {
    HOST: "0.0.0.0",
    PUBLIC_URL: "https://alxderia.example",
    SECRETS_PROVIDER: cloud === "aws" ? "aws" : "google",
    GOOGLE_CLOUD_PROJECT: "p",
    DATABASE_URL: "postgres://alxderia_app@db.example:5432/alxderia?sslmode=no-verify",
    DATABASE_SECRET: cloud === "aws" ? `${arn}#password` : "alxderia-database",
    OIDC_ISSUER: "https://login.example",
    OIDC_CLIENT_ID: "alxderia",
    OIDC_CLIENT_SECRET_SECRET: cloud === "aws" ? arn : "alxderia-oidc-client-secret",
    OIDC_ROLES: '{"cloud-admins":"admin"}',
    SESSION_SECRET: "a".repeat(64),
  };
  expect(readConfig(environment)).toMatchObject({ host: "0.0.0.0", signIn: { publicUrl: "https://alxderia.example" } });
  expect(() => readConfig({ ...environment, OIDC_ISSUER: "" })).toThrow(ConfigError);
});
