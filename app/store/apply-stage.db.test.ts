import { describe, expect, test } from "vitest";
import { SCOPE, storeRows, workspaceUser } from "../../tests/support/stage-rows.server.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { MassRemovalError } from "./apply-stage.server.ts";

const USERS = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => workspaceUser(from + index));

/** Every version of every row, the physical place included: equal means that nothing was written. */
async function versions({ owner }: TestDatabase) {
  const { rows } = await owner.query(
    "select id, xmin::text, ctid::text, updated_at, last_synced_at, history_seq from google_workspace_users order by id",
  );
  return rows;
}

async function users({ owner }: TestDatabase) {
  const { rows } = await owner.query<{ user_id: string; full_name: string; deleted: boolean; history_seq: number }>(
    `select user_id, full_name, deleted_at is not null as deleted, history_seq from google_workspace_users
     order by user_id::integer`,
  );
  return rows;
}

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("new rows are stored, changed ones updated, missing ones closed and returning ones restored", async () => {
    const database = await createTestDatabase({ version });
    expect(await storeRows(database, USERS(1, 3))).toMatchObject({ added: 3, updated: 0, closed: 0 });
    const renamed = [workspaceUser(1), workspaceUser(2, { full_name: "Renamed" }), workspaceUser(4)];
    const second = await storeRows(database, renamed);
    expect(second).toMatchObject({ added: 1, updated: 1, closed: 1 });
    expect(second.storedByFile).toEqual(new Map([[0, 2]]));
    expect(await users(database)).toEqual([
      { user_id: "1", full_name: "User 1", deleted: false, history_seq: 1 },
      { user_id: "2", full_name: "Renamed", deleted: false, history_seq: 2 },
      { user_id: "3", full_name: "User 3", deleted: true, history_seq: 2 },
      { user_id: "4", full_name: "User 4", deleted: false, history_seq: 1 },
    ]);
    expect(await storeRows(database, [...renamed, workspaceUser(3)])).toMatchObject({
      added: 1,
      updated: 0,
      closed: 0,
    });
    expect((await users(database))[2]).toEqual({ user_id: "3", full_name: "User 3", deleted: false, history_seq: 3 });
  });

  test("a second run of the same rows writes no row version and no event, closed rows included", async () => {
    const database = await createTestDatabase({ version });
    await storeRows(database, USERS(1, 50));
    await storeRows(database, USERS(1, 45));
    const before = await versions(database);
    const events = async () => (await database.owner.query("select from entity_history")).rowCount;
    const written = await events();
    for (const rows of [USERS(1, 45), USERS(1, 45).toReversed()]) {
      const again = await storeRows(database, rows);
      expect(again).toMatchObject({ added: 0, updated: 0, closed: 0 });
      expect(again.storedByFile.size).toBe(0);
    }
    expect(await versions(database)).toEqual(before);
    expect(await events()).toBe(written);
  });

  test("the order of keys makes no change, and every other difference of the record does", async () => {
    const database = await createTestDatabase({ version });
    const row = workspaceUser(1);
    await storeRows(database, [row]);
    const shuffled = Object.fromEntries(Object.entries(row.columns).toReversed());
    expect(await storeRows(database, [{ ...row, columns: shuffled }])).toMatchObject({ added: 0, updated: 0 });
    expect(await storeRows(database, [{ ...row, raw: { id: "1", unknownKey: [null] } }])).toMatchObject({ updated: 1 });
  });

  test("an incomplete scope adds and updates, and closes nothing", async () => {
    const database = await createTestDatabase({ version });
    await storeRows(database, USERS(1, 5));
    const partial = [workspaceUser(1, { full_name: "Renamed" }), workspaceUser(6)];
    expect(await storeRows(database, partial, { complete: false })).toMatchObject({ added: 1, updated: 1, closed: 0 });
    expect((await users(database)).filter((user) => user.deleted)).toEqual([]);
  });

  test("a scope closes its own rows only, also in tables of which nothing was staged", async () => {
    const database = await createTestDatabase({ version });
    const group = { table: "google_workspace_groups" as const, key: ["g"], columns: { group_id: "g" }, raw: {} };
    await storeRows(database, [workspaceUser(1), group]);
    await storeRows(database, [workspaceUser(1)], { scope: "elsewhere" });
    expect(await storeRows(database, [], { scope: "elsewhere" })).toMatchObject({ closed: 1 });
    expect(await storeRows(database, [workspaceUser(1)])).toMatchObject({ added: 0, closed: 1 });
    const { rows } = await database.owner.query("select scope from google_workspace_users where deleted_at is null");
    expect(rows).toEqual([{ scope: SCOPE }]);
  });

  test("of rows for the same thing the highest precedence counts, then the last", async () => {
    const database = await createTestDatabase({ version });
    const named = (id: number, name: string, precedence?: number) => ({
      ...workspaceUser(id, { full_name: name }),
      ...(precedence === undefined ? {} : { precedence }),
    });
    const rows = [named(1, "first"), named(1, "last"), named(2, "high", 5), named(2, "low", 1), named(2, "none")];
    rows.push(named(3, "high early", 2), named(3, "high late", 2), named(3, "low", 1));
    const applied = await storeRows(database, rows);
    expect(applied).toMatchObject({ added: 3, updated: 0 });
    expect(applied.storedByFile).toEqual(new Map([[0, 3]]));
    expect((await users(database)).map((user) => user.full_name)).toEqual(["last", "high", "high late"]);
    expect((await storeRows(database, rows)).updated).toBe(0);
  });

  test.each([
    { live: 70, kept: 49, stops: false, why: "21 of 70 are 30 %, no more" },
    { live: 69, kept: 48, stops: true, why: "21 of 69 are more than 30 % and more than 20" },
    { live: 20, kept: 0, stops: false, why: "20 are not more than 20" },
    { live: 21, kept: 0, stops: true, why: "21 of 21" },
    { live: 100, kept: 70, stops: false, why: "30 of 100 are 30 %, no more" },
    { live: 100, kept: 69, stops: true, why: "31 of 100" },
  ])("the brake on mass removal: $why", async ({ live, kept, stops }) => {
    const database = await createTestDatabase({ version });
    await storeRows(database, USERS(1, live));
    const before = await versions(database);
    // what comes new does not make room for what goes
    const rows = [...USERS(1, kept), ...USERS(1_000, 1_200)];
    if (!stops) {
      expect(await storeRows(database, rows)).toMatchObject({ added: 201, closed: live - kept });
      return;
    }
    const refused = storeRows(database, rows);
    await expect(refused).rejects.toThrow(MassRemovalError);
    await expect(refused).rejects.toThrow(
      new RegExp(
        `^${live - kept} of the ${live} stored records of google-workspace are missing .* --allow-mass-removal\\.$`,
      ),
    );
    expect(await versions(database)).toEqual(before);
    expect(await storeRows(database, rows, { complete: false })).toMatchObject({ added: 201, closed: 0 });
    expect(await storeRows(database, rows, { allowMassRemoval: true })).toMatchObject({
      added: 0,
      closed: live - kept,
    });
  });
});
