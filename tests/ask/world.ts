import { expandEffectiveAccess } from "../../app/access/expand.ts";
import type { AccessFacts, Person, SourceFact } from "../../app/access/expand-facts.ts";
import { accountKey } from "../../app/access/expand-facts.ts";
import type { EffectiveAccess } from "../../app/model/access.ts";
import type { Slots } from "../../app/model/answer.ts";
import type { SourceRow } from "../../app/model/source.ts";
import { privilegesOf } from "../support/privileges-of.ts";
import { withHygiene } from "../support/random-hygiene.ts";
import { randomOrganisation } from "../support/random-organisation.ts";

export type Facts = Omit<AccessFacts, "rows"> & { rows: (SourceRow & SourceFact)[] };

/** One random organisation: its source rows, and what the pure expansion makes of them. */
export type World = { seed: number; facts: Facts; access: EffectiveAccess[] };

/** What an oracle says: rows by the keys of the answer's columns. */
export type OracleRow = Record<string, string | number | boolean | null>;

/** Tells the rows of one question from the facts alone; it knows no SQL. */
export type Oracle = (world: World, slots: Slots) => OracleRow[];

export function createWorld(seed: number): World {
  const drawn = randomOrganisation(seed, 4 + (seed % 14));
  const bots = drawn.rows.filter(({ table, columns }) => table === "github_users" && columns.user_type === "Bot");
  // Some drawn links lead to a bot, which the product never links.
  const botKeys = new Set(bots.map(({ columns }) => accountKey("github", String(columns.user_id))));
  const links = new Map([...drawn.links].filter(([key]) => !botKeys.has(key)));
  const facts = { rows: withHygiene(drawn.rows, seed), links };
  return expandWorld({ seed, facts });
}

/** @returns the facts with what the pure expansion makes of them */
export function expandWorld({ seed, facts }: Pick<World, "seed" | "facts">): World {
  return { seed, facts, access: expandEffectiveAccess(facts, privilegesOf(facts)) };
}

/** Everybody whom some account is linked to. */
export function peopleOf({ facts }: World): Person[] {
  return [...new Map([...facts.links.values()].map((person) => [person.id, person])).values()];
}

export function rowsOfTable({ facts }: World, table: string): SourceFact[] {
  return facts.rows.filter((row) => row.table === table);
}

export function textIn(row: SourceFact | undefined, column: string): string | null {
  const value = row?.columns[column];
  return typeof value === "string" ? value : null;
}

/** Who the account belongs to, or null. */
export function personBehind(world: World, provider: string, ...ids: string[]): Person | null {
  return world.facts.links.get(accountKey(provider, ...ids)) ?? null;
}

/** Groups rows by a key and makes one of each. */
export function grouped<Row, Made>(
  rows: readonly Row[],
  keyOf: (row: Row) => unknown,
  make: (members: [Row, ...Row[]]) => Made,
): Made[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)));
  return [...groups.values()].map((members) => make(members as [Row, ...Row[]]));
}

/** Distinct values in order, as `string_agg(distinct …)` writes them under the database's collation. */
export function joined(values: Iterable<string>): string | null {
  const distinct = [...new Set(values)];
  return distinct.length === 0 ? null : distinct.toSorted((left, right) => (left < right ? -1 : 1)).join(", ");
}
