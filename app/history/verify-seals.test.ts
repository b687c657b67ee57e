import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { addLeaf, type Edge, EMPTY_EDGE, hashLeaf } from "./merkle.ts";
import { keyIdOf, type LogName, makeSeal, type Seal } from "./seal.ts";
import { comparePublished, verifySeals } from "./verify-seals.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const KEY = { id: keyIdOf(privateKey), privateKey };
const KEYS = new Map([[KEY.id, publicKey]]);
const OF = { tenantId: TENANT, log: "audit_log" } as const;

/** So many seals, each of one row more. @param said what the rows hold */
function makeSeals(count: number, said: string): Seal[] {
  const edge: Edge = { ...EMPTY_EDGE, peaks: [] };
  const seals: Seal[] = [];
  for (let at = 0; at < count; at += 1) {
    addLeaf(edge, hashLeaf(`${said} ${at}`));
    const given = { ...OF, last: { xid: "1", id: String(at) }, sealedAt: "2026-11-27T09:00:00.000Z" };
    seals.push(makeSeal(KEY, { ...given, edge, before: seals.at(-1) ?? null }));
  }
  return seals;
}

async function* pass(seals: readonly Seal[]) {
  yield* seals;
}

const storedOf = (seals: readonly Seal[]) => seals.map((seal) => ({ number: seal.body.number, seal }));

const [ours, others] = [makeSeals(4, "ours"), makeSeals(6, "others")];

async function foundWith(
  stored: readonly Seal[],
  published: readonly Seal[],
  of: { tenantId: string; log: LogName } = OF,
) {
  const beside = storedOf(stored);
  return verifySeals(beside, await comparePublished(beside, pass(published), of), KEYS);
}

test("seals that were published as they are stored are whole, and so are those that nobody published", async () => {
  expect(await foundWith(ours, ours)).toBeNull();
  expect(await foundWith(ours, [])).toBeNull();
});

test("a seal that says something else than was published is changed, unless it was published again as it is", async () => {
  const [, second] = others;
  const published = [...ours, second as Seal];
  expect(await foundWith(ours, published)).toEqual({ kind: "seal changed", where: "seal 2" });
  expect(await foundWith(ours, [...published, ...ours])).toBeNull();
});

test("a seal that was published and is not stored is one that the database is behind", async () => {
  expect(await foundWith(ours.slice(0, 3), ours)).toMatchObject({
    kind: "behind what was published",
    where: expect.stringMatching(/^seal 4 was published/),
  });
});

test("what was published of another organisation or log says nothing", async () => {
  const elsewhere = "22222222-2222-4222-8222-222222222222";
  expect(await foundWith(ours, others, { ...OF, tenantId: elsewhere })).toBeNull();
  expect(await foundWith(ours, others, { ...OF, log: "entity_history" })).toBeNull();
});
