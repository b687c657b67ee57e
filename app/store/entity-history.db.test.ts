import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SCOPE, storeRows, workspaceUser } from "../../tests/support/stage-rows.server.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { nodeId } from "../model/node-id.ts";
import { canonicalJson } from "./canonical-json.ts";

type Event = {
  tenant_id: string;
  entity_type: string;
  entity_id: string;
  seq: number;
  operation: string;
  microseconds: string;
  sync_run_id: string | null;
  actor: string;
  state: string;
  delta: unknown;
  prev_hash: Buffer | null;
  row_hash: Buffer;
};

async function events({ owner }: TestDatabase): Promise<Event[]> {
  const { rows } = await owner.query<Event>(
    `select *, (extract(epoch from occurred_at) * 1000000)::bigint::text as microseconds
     from entity_history order by entity_id, seq`,
  );
  return rows;
}

/** The byte layout of schema/0037, written down a second time. */
function hashOf(event: Event): string {
  const int4 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const int8 = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  };
  const uuid = (value: string) => Buffer.from(value.replaceAll("-", ""), "hex");
  const sized = (value: Buffer | null) => (value === null ? int4(-1) : Buffer.concat([int4(value.length), value]));
  const text = (value: string) => sized(Buffer.from(value, "utf8"));
  return createHash("sha256")
    .update(sized(event.prev_hash))
    .update(uuid(event.tenant_id))
    .update(text(event.entity_type))
    .update(uuid(event.entity_id))
    .update(int4(event.seq))
    .update(text(event.operation))
    .update(int8(BigInt(event.microseconds)))
    .update(sized(event.sync_run_id === null ? null : uuid(event.sync_run_id)))
    .update(text(event.actor))
    .update(text(event.state))
    .digest("hex");
}

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("a record's life is CREATED, UPDATED, DELETED and RESTORED, numbered, with what changed", async () => {
    const database = await createTestDatabase({ version });
    const [first, renamed] = [workspaceUser(1), workspaceUser(1, { full_name: 'Åsa "Ω" 𝒳\\' })];
    const back = workspaceUser(1, { full_name: "Back", aliases: ["b@northwind.example"] });
    const runs: string[] = [];
    for (const rows of [[first], [renamed], [], [back]]) runs.push((await storeRows(database, rows)).runId);
    const history = await events(database);
    expect(history.map(({ seq, operation, sync_run_id }) => ({ seq, operation, sync_run_id }))).toEqual(
      ["CREATED", "UPDATED", "DELETED", "RESTORED"].map((operation, index) => ({
        seq: index + 1,
        operation,
        sync_run_id: runs[index],
      })),
    );
    expect(history.map((event) => event.state)).toEqual(
      [first, renamed, renamed, back].map((row) =>
        canonicalJson({ ...row.columns, raw_response: row.raw, scope: SCOPE }),
      ),
    );
    expect(history.map((event) => event.delta)).toEqual([
      null,
      { full_name: ["User 1", renamed.columns.full_name], raw_response: [first.raw, renamed.raw] },
      null,
      {
        full_name: [renamed.columns.full_name, "Back"],
        aliases: [[], ["b@northwind.example"]],
        raw_response: [renamed.raw, back.raw],
      },
    ]);
    const id = nodeId("google_workspace_users", "google-workspace", "1");
    for (const event of history)
      expect(event).toMatchObject({ entity_type: "google_workspace_users", entity_id: id, actor: "test" });
  });

  test("every hash of the chain is the one that the documented bytes give, and the row keeps the last", async () => {
    const database = await createTestDatabase({ version });
    const names = ["plain", "Zoë \u{1F511}", 'tab\tquote" back\\slash', ""];
    for (const name of names) {
      await storeRows(database, [
        workspaceUser(1, { full_name: name }),
        workspaceUser(2),
        workspaceUser(3, { aliases: [name] }),
      ]);
    }
    await storeRows(database, []);
    await storeRows(database, [workspaceUser(2)]);
    const history = await events(database);
    expect(history).toHaveLength(5 + 3 + 5);
    const last = new Map<string, Buffer>();
    for (const event of history) {
      expect(event.prev_hash, `${event.operation} ${event.seq}`).toEqual(last.get(event.entity_id) ?? null);
      expect(event.row_hash.toString("hex"), `${event.operation} ${event.seq}`).toBe(hashOf(event));
      last.set(event.entity_id, event.row_hash);
    }
    const { rows } = await database.owner.query("select id, history_hash from google_workspace_users");
    expect(new Map(rows.map((row) => [row.id, row.history_hash]))).toEqual(last);
  });

  test("the hash does not hang on the session's time zone or date style", async () => {
    const { owner } = await createTestDatabase({ version });
    const hash = async () =>
      (
        await owner.query(
          `select encode(entity_history_hash(null, $1, 'accounts', $1, 1, 'CREATED', '2026-10-25T01:30:00.123456Z', null, 'test', '{}'), 'hex') as hash`,
          ["00000000-0000-4000-8000-000000000001"],
        )
      ).rows[0]?.hash;
    const utc = await hash();
    await owner.query("set time zone 'Europe/Berlin'; set datestyle to 'German'; set extra_float_digits to 0");
    expect(await hash()).toBe(utc);
  });

  test("a field cannot move into its neighbour, and nothing is not an empty value", async () => {
    const { owner } = await createTestDatabase({ version });
    const { rows } = await owner.query<{ hashes: number }>(
      `select count(distinct entity_history_hash(prev, $1, type, $1, 1, operation, now(), null, actor, state))::integer as hashes
       from (values
         (null::bytea, 'ab', 'c', 'd', 'e'), ('\\x'::bytea, 'ab', 'c', 'd', 'e'), (null, 'a', 'bc', 'd', 'e'),
         (null, 'ab', 'c', 'de', ''), (null, 'ab', 'c', '', 'de'), (null, 'ab', 'cd', '', 'e')
       ) as fields (prev, type, operation, actor, state)`,
      ["00000000-0000-4000-8000-000000000001"],
    );
    expect(rows[0]?.hashes).toBe(6);
  });
});
