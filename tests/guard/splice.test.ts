import fc from "fast-check";
import { fingerprintSync, loadModule, normalizeSync, parseSync } from "libpg-query";
import { beforeAll, expect, test } from "vitest";
import { checkStatement, type Parser } from "../../app/ask/guard/check-statement.ts";
import { ATTACKS } from "./attacks.ts";
import { QUESTIONS } from "./questions.ts";

beforeAll(() => loadModule());

const parser: Parser = { parse: parseSync, fingerprint: fingerprintSync, normalize: normalizeSync };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Place = { put(value: Json): void; kind: "expression" | "table" | "query" };

const copy = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** Where something else of the same kind may stand: the parser's own nodes, found by their names. */
function listPlaces(tree: Json): Place[] {
  const places: Place[] = [];
  const visit = (value: Json, put: (value: Json) => void) => {
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) visit(item, (changed) => value.splice(at, 1, changed));
      return;
    }
    if (typeof value !== "object" || value === null) return;
    if ("RangeVar" in value || "RangeSubselect" in value) places.push({ put, kind: "table" });
    else if (["ColumnRef", "A_Const", "FuncCall", "A_Expr", "SubLink"].some((name) => name in value)) {
      places.push({ put, kind: "expression" });
    } else if ("SelectStmt" in value) places.push({ put, kind: "query" });
    for (const [key, content] of Object.entries(value)) {
      visit(content, (changed) => {
        value[key] = changed;
      });
    }
  };
  visit(tree, () => {});
  return places;
}

const firstOf = (sql: string, path: readonly (string | number)[]): Json => {
  let value: Json | undefined = copy(parseSync(sql));
  for (const step of ["stmts", 0, "stmt", "SelectStmt", ...path]) {
    value = (value as { [key: string | number]: Json } | undefined)?.[step];
  }
  if (value === undefined) throw new Error(`${sql} has nothing at ${path.join(".")}`);
  return value;
};

const EXPRESSIONS = [
  "select pg_sleep(9)",
  "select set_config('app.current_tenant_id', 'x', true)",
  "select (3.0::float8).pg_sleep",
  "select u.row_to_json",
  "select query_to_xml('select 1', true, true, '')",
  "select current_user",
  "select 'pg_authid'::regclass",
  "select (select rolname from pg_authid limit 1)",
  "select repeat('x', 1000000000)",
  "select xmlelement(name a)",
  "select 1 operator(public.+) 1",
  "select ctid",
  "select exists (select from audit_log)",
].map((sql) => firstOf(sql, ["targetList", 0, "ResTarget", "val"]));

const TABLES = [
  "select from pg_authid",
  "select from public.mv_effective_access",
  "select from only accounts",
  "select from (select * from pg_shadow) q",
  "select from accounts tablesample system (1)",
  "select from pg_ls_dir('.')",
].map((sql) => firstOf(sql, ["fromClause", 0]));

const QUERIES: Json[] = [
  ...["select 1 from pg_authid", "select 1 into loot", "select 1 from accounts for update", "table audit_log"].map(
    (sql) => ({
      SelectStmt: firstOf(sql, []),
    }),
  ),
  ...["delete from accounts", "truncate accounts", "create table loot (a int)", "set role none"].map(
    (sql) => copy(parseSync(sql).stmts?.[0]?.stmt) as Json,
  ),
];

/** Without those whose own names make `pg_authid` or `audit_log` harmless. */
const HOSTS = QUESTIONS.filter((sql) => !/pg_authid|audit_log/.test(sql));

const HOSTILE = { expression: EXPRESSIONS, table: TABLES, query: QUERIES };

/** A parser that gives this tree, as if such a text had been written. */
const parserOf = (tree: Json): Parser => ({ parse: () => tree, fingerprint: () => "", normalize: () => "" });

test("an attack is refused wherever it stands in a legitimate question", () => {
  fc.assert(
    fc.property(fc.constantFrom(...HOSTS), fc.nat(), fc.nat(), (sql, where, which) => {
      const tree = copy(parseSync(sql));
      expect(checkStatement("select 1", parserOf(tree)).verdict, sql).toMatchObject({ ok: true });
      const places = listPlaces(tree);
      const place = places[where % Math.max(places.length, 1)];
      if (place === undefined) return;
      const choices: readonly Json[] = HOSTILE[place.kind];
      const hostile = copy(choices[which % choices.length]);
      place.put(hostile);
      const { verdict } = checkStatement("select 1", parserOf(tree));
      expect({ sql, hostile: JSON.stringify(hostile).slice(0, 200), ok: verdict.ok }).toMatchObject({ ok: false });
    }),
    { numRuns: 3_000 },
  );
});

test("a field or a node that the grammar does not name is refused wherever it stands", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...QUESTIONS),
      fc.nat(),
      fc.constantFrom("newField", "intoClause", "xpr"),
      (sql, where, name) => {
        const tree = copy(parseSync(sql));
        const places = listPlaces(tree);
        const place = places[where % Math.max(places.length, 1)];
        if (place === undefined) return;
        place.put({ NodeOfTheNextVersion: { [name]: 1 } });
        expect(checkStatement("select 1", parserOf(tree)).verdict.ok).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
});

test("texts made of pieces of attacks and questions are never accepted with a table that is not allowed", () => {
  const pieces = [
    ...Object.values(ATTACKS)
      .flat()
      .map(([, sql]) => sql),
    ...QUESTIONS,
  ].filter((sql) => sql.length < 300);
  const words = pieces.flatMap((sql) => sql.split(/(?<=\s)/));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 25 }), (parts) => {
      const sql = `select ${parts.join("")}`;
      const { verdict } = checkStatement(sql, parser, 10);
      if (!verdict.ok) return;
      expect(`${verdict.tables} ${verdict.functions}`).not.toMatch(/pg_|audit_log|entity_history|tenants|config/);
    }),
    { numRuns: 3_000 },
  );
});
