import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { keyIdOf } from "./seal.ts";
import { nextStart, readVerification, type VerificationRecord, writeVerification } from "./verification-record.ts";

const TENANT = "00000000-0000-4000-8000-000000000001";
const NOW = new Date("2026-11-27T03:00:00.000Z");

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const id = keyIdOf(publicKey);
  return { signing: { id, privateKey }, trusted: new Map([[id, publicKey]]) };
}

function record(daysAgo: number, change: Partial<VerificationRecord> = {}): VerificationRecord {
  const at = new Date(NOW.getTime() - daysAgo * 86_400_000).toISOString();
  const upTo = { entity_history: `seal of ${daysAgo} days ago`, audit_log: null };
  return { tenantId: TENANT, startedAt: at, endedAt: at, whole: false, rows: 3, upTo, damage: [], ...change };
}

const DAMAGE = [{ log: "audit_log" as const, kind: "row changed", where: "audit_log 3 (test.done)" }];

test("a record is read again as it was written, whatever the order of its members", () => {
  const { signing, trusted } = newKey();
  const written = record(0, { whole: true, damage: DAMAGE });
  const shuffled = Object.fromEntries(Object.entries(written).reverse()) as VerificationRecord;
  expect(writeVerification(shuffled, signing)).toEqual(writeVerification(written, signing));
  expect(readVerification(writeVerification(written, signing), TENANT, trusted)).toEqual(written);
});

test("a record that is changed, unsigned, of another key or of another organisation stands for nothing", () => {
  const { signing, trusted } = newKey();
  const stored = writeVerification(record(0), signing);
  for (const wrong of [
    { ...stored, text: stored.text.replace('"rows":3', '"rows":4') },
    { ...stored, signature: null },
    writeVerification(record(0), newKey().signing),
    writeVerification(record(0, { tenantId: "00000000-0000-4000-8000-000000000002" }), signing),
    { ...writeVerification(record(0), signing), text: "{}" },
  ]) {
    expect(readVerification(wrong, TENANT, trusted)).toBeNull();
  }
});

test("where there is no key nothing is sealed, and a record needs no signature", () => {
  expect(readVerification(writeVerification(record(0), null), TENANT, new Map())).toEqual(record(0));
});

test("the next verification goes on from the last one, but begins anew each week and for as long as there is damage", () => {
  const whole = (daysAgo: number) => record(daysAgo, { whole: true });
  expect(nextStart([], NOW)).toBeNull();
  expect(nextStart([record(1), record(2), whole(3)], NOW)).toEqual(record(1).upTo);
  expect(nextStart([whole(1)], NOW)).toEqual(whole(1).upTo);
  expect(nextStart([record(1), record(2)], NOW)).toBeNull();
  expect(nextStart([record(1), whole(7)], NOW)).toBeNull();
  expect(nextStart([record(1, { damage: DAMAGE }), whole(2)], NOW)).toBeNull();
  expect(nextStart([record(1, { whole: true, damage: DAMAGE })], NOW)).toBeNull();
  expect(nextStart([record(1), record(2, { whole: true, damage: DAMAGE })], NOW)).toBeNull();
});
