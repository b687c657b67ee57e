import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runtimeSchema } from "@pgsql/traverse/18/runtime-schema.js";
import pg from "pg";
import { joinEmbeddedPostgres } from "../../app/db/embedded/embedded-postgres.server.ts";
import { migrate } from "../../schema/migrate.server.ts";
import { listAttributeFunctions, listAvailable } from "./attribute-functions.server.ts";

const COMMAND = "npm run generate:guard";
const FOLDER = fileURLToPath(new URL("../../app/ask/guard/generated/", import.meta.url));

/** @returns the parser's nodes, each with its fields and their types; `[]` marks a list */
function renderNodeSchema(): string {
  const nodes = runtimeSchema
    .map(({ name, fields }) => {
      const types = fields.map((field) => `${field.name}: "${field.type}${field.isArray ? "[]" : ""}"`);
      return `  ${name}: { ${types.join(", ")} },`;
    })
    .sort();
  return [
    `// Generated from @pgsql/traverse (the nodes of PostgreSQL 18's parser) by \`${COMMAND}\`. Do not edit.`,
    "export const NODE_SCHEMA: Readonly<Record<string, Readonly<Record<string, string>>>> = {",
    ...nodes,
    "};",
    "",
  ].join("\n");
}

/** @returns functions that `value.name` calls, on either version, with the extensions that could be installed */
async function renderAttributeNames(): Promise<string> {
  const names = new Set<string>();
  for (const version of [16, 18] as const) {
    const server = await joinEmbeddedPostgres(path.resolve(`.cache/postgres/tests-${version}`), { version });
    const database = `guard_names_${process.pid}`;
    const owner = new pg.Client({ connectionString: server.ownerUrl });
    await owner.connect();
    await owner.query(`create database ${database}`);
    const url = new URL(server.ownerUrl);
    url.pathname = `/${database}`;
    try {
      await migrate(url.href);
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      for (const extension of await listAvailable(client))
        await client.query(`create extension if not exists "${extension}"`);
      for (const name of await listAttributeFunctions(client)) names.add(name);
      await client.end();
    } finally {
      await owner.query(`drop database ${database} with (force)`);
      await owner.end();
      await server.leave();
    }
  }
  return [
    `// Generated from pg_proc of PostgreSQL 16 and 18 with extensions by \`${COMMAND}\`. Do not edit.`,
    "export const ATTRIBUTE_FUNCTIONS: ReadonlySet<string> = new Set([",
    ...[...names].sort().map((name) => `  ${JSON.stringify(name)},`),
    "]);",
    "",
  ].join("\n");
}

async function put(file: string, text: string, check: boolean): Promise<void> {
  const target = path.join(FOLDER, file);
  if (!check) return writeFile(target, text);
  const found = await readFile(target, "utf8").catch(() => "");
  if (found !== text) {
    console.error(`${file} is not what ${COMMAND} writes: run it and commit`);
    process.exitCode = 1;
  }
}

const check = process.argv.includes("--check");
await put("node-schema.ts", renderNodeSchema(), check);
if (!process.argv.includes("--without-database")) {
  await put("attribute-functions.ts", await renderAttributeNames(), check);
}
