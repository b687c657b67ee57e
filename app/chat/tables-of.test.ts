import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOGUE } from "../ask/catalogue/index.ts";
import { tablesOf } from "./tables-of.ts";

test("relations are named once, without what the statement itself defines", () => {
  const sql = `with recent as (select * from accounts where seen is distinct from gone)
select * from recent join resources on true left join lateral (select 1 from accounts) as one on true
join unnest(array[1]) as list on true`;
  expect(tablesOf(sql)).toEqual(["accounts", "resources"]);
});

test("every question of the catalogue names relations that there are", () => {
  const migrations = readdirSync("schema").filter((file) => file.endsWith(".sql"));
  const schema = migrations.map((file) => readFileSync(`schema/${file}`, "utf8")).join("\n");
  const known = new Set([...schema.matchAll(/create (?:table|view|materialized view) (\w+)/g)].map(([, name]) => name));
  for (const question of CATALOGUE) {
    if (question.kind !== "answerable") continue;
    const tables = tablesOf(question.sql);
    expect(tables, question.id).not.toEqual([]);
    expect(
      tables.filter((table) => !known.has(table)),
      question.id,
    ).toEqual([]);
  }
});
