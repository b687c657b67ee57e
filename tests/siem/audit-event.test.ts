import { expect, test } from "vitest";
import { ACTIVITY_OF_VERB, type AuditEntry, auditEventOf } from "../../app/model/audit-event.ts";
import { readTable } from "./documented.server.ts";
import { EntityManagement } from "./entity-management.ts";

const ENTRY: AuditEntry = {
  id: "7",
  tenantId: "3f0c2a2e-8f3d-4a7e-9a52-0d3f5f0e1c11",
  occurredAt: "1790000000123456",
  actor: "ada@northwind.example",
  action: "finding.accepted",
  target: "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
  detail: { rule: "dormant-admin", subject: "Grace Hopper", until: "2026-12-31", reason: "on leave until spring" },
  leafHash: "ab".repeat(32),
};

test("an entry becomes who did what to what, when, in the class of OCSF", () => {
  const event = auditEventOf(ENTRY);
  expect(EntityManagement.parse(event)).toMatchObject({
    metadata: { uid: ENTRY.leafHash, tenant_uid: ENTRY.tenantId, event_code: "finding.accepted" },
    type_uid: 300403,
    status_id: 1,
    time: 1790000000123,
    actor: { user: { name: ENTRY.actor } },
    entity: { type: "finding", uid: ENTRY.target },
    unmapped: { entry: "7" },
  });
});

test("what a person wrote stays in the row, and the line says what it leaves out", () => {
  const { unmapped } = auditEventOf(ENTRY);
  expect(unmapped.detail).toEqual({ rule: "dormant-admin", until: "2026-12-31" });
  expect(unmapped.left_out).toEqual(["subject", "reason"]);
});

test.each(Object.keys(ACTIVITY_OF_VERB))("an entry that says %s holds to the class", (verb) => {
  const event = EntityManagement.parse(auditEventOf({ ...ENTRY, action: `thing.${verb}` }));
  expect(event.activity_id).not.toBe(99);
  expect(event.status_id).toBe(verb === "failed" ? 2 : 1);
});

test.each(["thing.done_by_an_older_version", "thing.constructor"])("%s is another activity", (action) => {
  expect(EntityManagement.parse(auditEventOf({ ...ENTRY, action })).type_uid).toBe(300499);
});

test("an entry without a target is about its noun", () => {
  const event = EntityManagement.parse(auditEventOf({ ...ENTRY, action: "freeze.overridden", target: null }));
  expect(event.entity).toEqual({ type: "freeze", name: "freeze" });
});

test("a list that is too long for a line is left out", () => {
  const scopes = Array.from({ length: 5_000 }, (_, at) => `github:organisation-${at}`);
  const event = auditEventOf({ ...ENTRY, detail: { scopes, runId: "run" } });
  expect(JSON.stringify(event).length).toBeLessThan(20_000);
  expect(event.unmapped).toMatchObject({ left_out: ["scopes"], detail: { runId: "run" } });
});

test("docs/siem.md lists each verb under its activity", async () => {
  const documented = (await readTable("| activity of an entry")).map(([activity = "", verbs = ""]) => [
    Number.parseInt(activity, 10),
    verbs.split(", ").sort(),
  ]);
  const ids = [...new Set(Object.values(ACTIVITY_OF_VERB))].sort();
  const verbsOf = (id: number) => Object.entries(ACTIVITY_OF_VERB).flatMap(([verb, own]) => (own === id ? verb : []));
  expect(documented).toEqual(ids.map((id) => [id, verbsOf(id).sort()]));
});
