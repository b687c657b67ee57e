import type { SourceFact } from "../../app/access/expand-facts.ts";
import type { SourceRow } from "../../app/model/source.ts";
import { randomOrganisation } from "./random-organisation.ts";
import { createDraw, type Draw } from "./random-organisation-draw.ts";

export type Fact = SourceRow & SourceFact;

/** What each single change of these tables does is worked out by itself. */
const SINGLE = new Set([
  "google_workspace_memberships",
  "aws_identity_center_memberships",
  "gcp_iam_bindings",
  "aws_account_assignments",
]);

/** An organisation that changes: each record is as one of two drawn organisations has it, or gone. */
export function createChanging(
  seed: number,
  size: number,
): { scopes: Set<string>; rows: () => Fact[]; draw: Draw; change: () => void } {
  const draw = createDraw(seed + 7_000);
  const keyOf = (row: Fact) => JSON.stringify([row.scope, row.table, ...row.key]);
  const versions = new Map<string, Fact[]>();
  for (const organisation of [randomOrganisation(seed, size), randomOrganisation(seed + 500, size)]) {
    for (const row of organisation.rows) versions.set(keyOf(row), [...(versions.get(keyOf(row)) ?? []), row]);
  }
  const live = new Map(randomOrganisation(seed, size).rows.map((row) => [keyOf(row), row]));
  const keys = [...versions.keys()];
  const single = keys.filter((key) => SINGLE.has(versions.get(key)?.[0]?.table ?? ""));
  return {
    scopes: new Set([...versions.values()].flat().map((row) => row.scope)),
    rows: () => [...live.values()],
    draw,
    change() {
      const among = draw.chance(0.6) ? single : keys;
      draw.times(1 + draw.below(5), () => {
        const key = draw.pick(among);
        const version = draw.pick([...(versions.get(key) ?? []), null]);
        if (version === null || (live.has(key) && draw.chance(0.3))) live.delete(key);
        else live.set(key, version);
      });
    },
  };
}
