import { defineConfig } from "vitest/config";

const node = { environment: "node" as const, testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: "pure",
          maxWorkers: 2,
          include: ["{app,telemetry,schema,tests,loadtests}/**/*.test.ts"],
          exclude: ["**/*.db.test.ts"],
        },
      },
      {
        test: {
          ...node,
          name: "database",
          include: ["{app,telemetry,schema,tests}/**/*.db.test.ts"],
          globalSetup: ["tests/support/postgres.global-setup.ts"],
          maxWorkers: 2,
        },
      },
    ],
  },
});
