import { expect, test } from "vitest";
import { listNavigation } from "./navigation.ts";

const labels = (role: Parameters<typeof listNavigation>[0]) => listNavigation(role).map((item) => item.label);

test("an analyst sees the queue and no audit log", () => {
  expect(labels("analyst")).toContain("Queue");
  expect(labels("analyst")).not.toContain("Audit");
});

test("an auditor sees the audit log and no queue", () => {
  expect(labels("auditor")).toContain("Audit");
  expect(labels("auditor")).not.toContain("Queue");
});

test("service levels are for whoever operates or audits the product", () => {
  for (const role of ["sre", "auditor", "admin"] as const) expect(labels(role)).toContain("Service levels");
  expect(labels("analyst")).not.toContain("Service levels");
});

test("an SRE sees neither, an admin both", () => {
  expect(labels("sre")).not.toEqual(expect.arrayContaining(["Queue"]));
  expect(labels("sre")).not.toEqual(expect.arrayContaining(["Audit"]));
  expect(labels("admin")).toEqual(expect.arrayContaining(["Queue", "Audit"]));
});
