import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { compareAccess, expandEffectiveAccess } from "../app/access/expand.ts";
import { refreshEffectiveAccess } from "../app/access/refresh.server.ts";
import type { EffectiveAccess } from "../app/model/access.ts";
import { streamEffectiveAccess, toContractRow } from "../app/queries/list-effective-access.server.ts";
import { loadFacts } from "./support/load-facts.server.ts";
import { privilegesOf } from "./support/privileges-of.ts";
import { randomOrganisation } from "./support/random-organisation.ts";
import { createTestDatabase } from "./support/test-database.server.ts";

const ORGANISATIONS = Number(process.env.ORGANISATIONS ?? 30);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

const databases = { 16: await createTestDatabase({ version: 16 }), 18: await createTestDatabase({ version: 18 }) };

test.each([16, 18] as const)(
  "PostgreSQL %i gives the rows of the pure expansion for random organisations",
  async (version) => {
    const { database, addTenant } = databases[version];
    const organisations = [];
    for (let number = 0; number < ORGANISATIONS; number += 1) {
      const seed = FIRST_SEED + number;
      const facts = randomOrganisation(seed, 4 + (seed % 20));
      const tenantId = await addTenant(`org-${seed}-${randomUUID().slice(0, 8)}`);
      await loadFacts(database, tenantId, facts);
      organisations.push({ seed, tenantId, facts });
    }
    await refreshEffectiveAccess(database, { tenantId: organisations[0]?.tenantId ?? "", role: "ingest" });
    for (const { seed, tenantId, facts } of organisations) {
      const stored: EffectiveAccess[] = [];
      await database.read({ tenantId, role: "analyst" }, async (transaction) => {
        for await (const rows of streamEffectiveAccess(transaction, {})) stored.push(...rows.map(toContractRow));
      });
      const expected = expandEffectiveAccess(facts, privilegesOf(facts));
      const lines = (rows: EffectiveAccess[]) => rows.toSorted(compareAccess).map((row) => JSON.stringify(row));
      const [storedLines, expectedLines] = [lines(stored), lines(expected)];
      const known = new Set(expectedLines);
      const found = new Set(storedLines);
      expect(
        {
          seed,
          missing: expectedLines.filter((line) => !found.has(line)),
          tooMany: storedLines.filter((line) => !known.has(line)),
        },
        `seed ${seed}`,
      ).toEqual({ seed, missing: [], tooMany: [] });
      expect(stored.length, `seed ${seed}: rows stand once`).toBe(expected.length);
      expect(stored.map(orderOf), `seed ${seed}: order`).toEqual(expected.map(orderOf));
    }
  },
  240_000,
);

/** What the contract orders rows by; rows that are alike in it may stand in any order. */
function orderOf(row: EffectiveAccess): unknown[] {
  const { subject, resource } = row;
  return [
    subject.provider,
    subject.id,
    resource.type,
    resource.id,
    row.role,
    row.accessPath,
    row.via.map((hop) => hop.id),
  ];
}
