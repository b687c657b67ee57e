import path from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, joinEmbeddedPostgres } from "../app/db/embedded/embedded-postgres.server.ts";
import { migrate } from "../schema/migrate.server.ts";

/** Everything that benchmarks leave behind: the server's data, generated bundles. */
export const BENCH_FOLDER = path.resolve(".cache/bench");

/** Lends the benchmarks' own embedded PostgreSQL 18, with the settings that the product gives it. */
export async function withBenchServer<Result>(work: (server: EmbeddedPostgres) => Promise<Result>): Promise<Result> {
  const server = await joinEmbeddedPostgres(BENCH_FOLDER, { version: 18, onProgress: report });
  try {
    return await work(server);
  } finally {
    await server.leave({ stop: true });
  }
}

/** Makes an empty database anew and migrates it. @returns the owner's connection string */
export async function createMigratedDatabase(serverUrl: string, name: string): Promise<string> {
  await withClient(serverUrl, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
  });
  const url = urlOfDatabase(serverUrl, name);
  await migrate(url);
  return url;
}

/** @returns the same connection string for another database of the server. */
export function urlOfDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Lends a bare client. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Progress goes to stderr, so that stdout holds the result only. */
export function report(message: string): void {
  process.stderr.write(`${message}\n`);
}
