import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { joinEmbeddedPostgres } from "../../app/db/embedded/embedded-postgres.server.ts";
import { migrate } from "../../schema/migrate.server.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres16: string;
    postgres18: string;
    template: string;
  }
}

// Two runs may share a server, so each has a template of its own.
const TEMPLATE = `template_${randomBytes(4).toString("hex")}`;

/** One embedded server of each version, each with one migrated template that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await Promise.all(([16, 18] as const).map(startServer));
  project.provide("postgres16", servers[0]?.ownerUrl ?? "");
  project.provide("postgres18", servers[1]?.ownerUrl ?? "");
  project.provide("template", TEMPLATE);
  return async () => {
    for (const server of servers) {
      await asOwner(server.ownerUrl, `drop database if exists ${TEMPLATE} with (force)`);
      await server.leave({ stop: true });
    }
  };
}

async function startServer(version: 16 | 18) {
  const server = await joinEmbeddedPostgres(path.resolve(`.cache/postgres/tests-${version}`), {
    version,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  await asOwner(server.ownerUrl, `create database ${TEMPLATE}`);
  const template = new URL(server.ownerUrl);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  return server;
}

/** Runs one statement as the owner of the server. */
export async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
