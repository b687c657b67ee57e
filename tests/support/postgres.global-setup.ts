import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { joinEmbeddedPostgres } from "../../app/db/embedded/embedded-postgres.server.ts";
import { migrate } from "../../schema/migrate.server.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres16: string;
    postgres18: string;
  }
}

export const TEMPLATE = "alxderia_template";

/** One embedded server of each version, each with one migrated template that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await Promise.all(([16, 18] as const).map(startServer));
  project.provide("postgres16", servers[0]?.ownerUrl ?? "");
  project.provide("postgres18", servers[1]?.ownerUrl ?? "");
  return async () => {
    await Promise.all(servers.map((server) => server.leave({ stop: true })));
  };
}

async function startServer(version: 16 | 18) {
  const server = await joinEmbeddedPostgres(path.resolve(`.cache/postgres/tests-${version}`), {
    version,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  await client.query(`drop database if exists ${TEMPLATE} with (force)`);
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const template = new URL(server.ownerUrl);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  return server;
}
