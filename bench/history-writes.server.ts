import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { createDatabase, type Database } from "../app/db/database.server.ts";
import type { SourceRow } from "../app/model/source.ts";
import { applyStage } from "../app/store/apply-stage.server.ts";
import { createStage } from "../app/store/stage.server.ts";
import { ensureTenant } from "../app/store/tenants.server.ts";
import { createMigratedDatabase, urlOfDatabase, withClient } from "./bench-server.server.ts";

const SCOPE = "google-workspace";

/** A database that is written to as an ingest does. */
export type Target = { database: Database; ownerUrl: string; tenantId: string; runId: string };

/** Makes a migrated database with one organisation and one run. @param server as `withBenchServer` lends it */
export async function createTarget(server: { ownerUrl: string; appUrl: string }, name: string): Promise<Target> {
  const ownerUrl = await createMigratedDatabase(server.ownerUrl, name);
  const database = createDatabase(urlOfDatabase(server.appUrl, name), { max: 3 });
  const { id: tenantId } = await ensureTenant(database, "default");
  const runId = randomUUID();
  await withClient(ownerUrl, (client) =>
    client.query("insert into sync_runs (id, tenant_id, bundle) values ($1, $2, 'bench')", [runId, tenantId]),
  );
  return { database, ownerUrl, tenantId, runId };
}

/** Writes of this database hash nothing from here on, and are otherwise the same statements. */
export function stopHashing(ownerUrl: string): Promise<unknown> {
  return withClient(ownerUrl, (client) =>
    client.query(
      `create or replace function entity_history_hash(
         prev_hash bytea, tenant_id uuid, entity_type text, entity_id uuid, seq integer, operation text,
         occurred_at timestamptz, sync_run_id uuid, actor text, state text
       ) returns bytea language sql stable parallel safe
       as $$ select '\\x0000000000000000000000000000000000000000000000000000000000000000'::bytea $$`,
    ),
  );
}

/** A Workspace user as its connector writes it; another `round` is another name. */
function userOf(id: number, round: number): SourceRow {
  const email = `person.${id}@northwind.example`;
  const columns = {
    user_id: String(id),
    primary_email: email,
    full_name: `Person ${id} of ${round}`,
    aliases: [email],
  };
  const raw = {
    kind: "admin#directory#user",
    id: String(id),
    primaryEmail: email,
    name: { fullName: columns.full_name },
  };
  return { table: "google_workspace_users", key: [String(id)], columns, raw: { ...raw, orgUnitPath: "/Engineering" } };
}

/**
 * Writes so many users and their events in one transaction.
 * @param round above 0 changes users that are there already: their events are chained to those before
 * @returns seconds of the statements that write records and history, without the staging before
 */
export async function writeUsers(
  { database, tenantId, runId }: Target,
  { from, count, round }: { from: number; count: number; round: number },
): Promise<number> {
  return database.write({ tenantId, role: "ingest" }, async ({ client }) => {
    const stage = await createStage(client, SCOPE);
    for (let id = from; id < from + count; id += 1) await stage.add({ file: 0, record: id }, userOf(id, round));
    await stage.finish();
    const started = performance.now();
    await applyStage(client, {
      tenantId,
      scope: SCOPE,
      syncRunId: runId,
      actor: "bench",
      tables: ["google_workspace_users"],
      complete: false,
      allowMassRemoval: false,
    });
    return (performance.now() - started) / 1000;
  });
}

/**
 * Inserts the events that are there once more, into an empty copy of a partition with its indexes: history alone, without
 * the records beside it. Everything is taken back. @returns seconds
 */
export async function insertEvents(ownerUrl: string, hashed: boolean, count: number): Promise<number> {
  return withClient(ownerUrl, async (client) => {
    await client.query("begin");
    await client.query("create temporary table events on commit drop as select * from entity_history limit $1", [
      count,
    ]);
    await client.query("create temporary table target (like entity_history including all) on commit drop");
    await client.query("analyze events");
    const hash = hashed
      ? "entity_history_hash(prev_hash, tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state)"
      : "row_hash";
    const seconds = await timed(
      client,
      `insert into target select gid, tenant_id, entity_type, entity_id, seq, operation,
      occurred_at, sync_run_id, actor, xid, state, delta, hash_version, prev_hash, ${hash} from events`,
    );
    await client.query("rollback");
    // What a rollback leaves behind is not the next one's.
    await pause(50);
    return seconds;
  });
}

async function timed(client: pg.Client, sql: string): Promise<number> {
  const started = performance.now();
  await client.query(sql);
  return (performance.now() - started) / 1000;
}
