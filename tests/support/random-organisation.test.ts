import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expandEffectiveAccess } from "../../app/access/expand.ts";
import type { AccessPrivileges } from "../../app/access/expand-facts.ts";
import type { EffectiveAccess } from "../../app/model/access.ts";
import { randomOrganisation } from "./random-organisation.ts";

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

const privileges: AccessPrivileges = {
  gcpRole: () => "read",
  githubRole: (_role, rank) => (rank >= 5 ? "admin" : "read"),
  permissionSet: () => "write",
  iamPolicies: ({ user, groups }) => [
    { role: "Own", privilege: "read", viaGroupArn: null },
    ...groups.map((group) => ({ role: "Shared", privilege: "read" as const, viaGroupArn: String(group.columns.arn) })),
    ...(user.columns.permissions_boundary_arn === null
      ? []
      : [{ role: "Cut", privilege: "none" as const, viaGroupArn: null }]),
  ],
};

/** Columns of every table, as the migrations name them. */
function schemaColumns(): Map<string, { names: Set<string>; required: Set<string> }> {
  const folder = new URL("../../schema/", import.meta.url);
  const sql = readdirSync(folder)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .map((file) => readFileSync(new URL(file, folder), "utf8"))
    .join("\n");
  const tables = [...sql.matchAll(/create table (\w+) \(\n([\s\S]*?)\n\);/g)];
  return new Map(
    tables.map(([, table = "", body = ""]) => {
      const lines = [
        ...body.matchAll(/^ {2}([a-z]\w*) (?:text|boolean|integer|smallint|jsonb|timestamptz|uuid|bytea)(.*)$/gm),
      ];
      const required = lines.filter(([, , rest = ""]) => rest.includes("not null") && !rest.includes("default"));
      return [
        table,
        {
          names: new Set(lines.map(([, name = ""]) => name)),
          required: new Set(required.map(([, name = ""]) => name)),
        },
      ];
    }),
  );
}

describe("randomOrganisation", () => {
  it("makes the same organisation of the same seed and another of another", () => {
    expect(randomOrganisation(7, 20)).toEqual(randomOrganisation(7, 20));
    expect(randomOrganisation(7, 20)).not.toEqual(randomOrganisation(8, 20));
  });

  it("fills only columns that the schema has, and all that may not be null", () => {
    const schema = schemaColumns();
    const wrong = new Set<string>();
    for (const { table, columns } of SEEDS.flatMap((seed) => randomOrganisation(seed, 20).rows)) {
      const known = schema.get(table);
      for (const name of Object.keys(columns)) if (!known?.names.has(name)) wrong.add(`${table}.${name} is no column`);
      for (const name of known?.required ?? [])
        if ((columns[name] ?? null) === null) wrong.add(`${table}.${name} is null`);
    }
    expect([...wrong]).toEqual([]);
  });

  it("gives every row a key of its own", () => {
    for (const seed of SEEDS) {
      const keys = randomOrganisation(seed, 20).rows.map(({ scope, table, key }) =>
        JSON.stringify([scope, table, key]),
      );
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it("comes, over some seeds, to every kind of row that there is", () => {
    const rows = SEEDS.flatMap((seed) => {
      const { rows: facts, links } = randomOrganisation(seed, 10 + (seed % 31));
      return expandEffectiveAccess({ rows: facts, links }, privileges);
    });
    const seen = (nameOf: (row: EffectiveAccess) => string | string[]): Set<string> => new Set(rows.flatMap(nameOf));
    expect(seen((row) => row.via.map((hop) => hop.kind))).toEqual(
      new Set(["group", "team", "domain", "project_role", "resource"]),
    );
    expect(seen((row) => row.certainty)).toEqual(new Set(["exact", "conditional", "at_most"]));
    expect(seen((row) => row.accessPath)).toEqual(new Set(["direct", "group", "inherited"]));
    expect(seen((row) => row.subject.status)).toEqual(new Set(["active", "suspended", "unknown"]));
    expect(seen((row) => row.resource.type).size).toBe(6);
    expect(seen((row) => `${row.subject.provider} ${row.subject.type}`)).toEqual(
      new Set([
        "aws_iam user",
        "aws_identity_center user",
        "aws_identity_center group",
        "gcp public",
        "gcp service_account",
        "github user",
        "github service_account",
        "github group",
        "google_workspace user",
        "google_workspace group",
      ]),
    );
    expect(rows.some((row) => row.chainsTruncated === true)).toBe(true);
    expect(rows.some((row) => row.person !== null) && rows.some((row) => row.person === null)).toBe(true);
    expect(rows.some((row) => row.resource.name === null)).toBe(true);
  });
});
