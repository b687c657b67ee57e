import path from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./support/product.server.ts";
import { createScene, eventsOf, placeIn, releaseIn } from "./support/retention-scene.server.ts";

test("on the command line what is held stays and says by whom, the rest goes, and without the key of the seals nothing does", async () => {
  const scene = await createScene();
  const { ownerUrl, addTenant } = scene.stored;
  const archive = path.join(scene.folder, "archive");
  const run = (words: string, given: Record<string, string> = {}) =>
    runCli(["history", ...words.split(" ")], {
      ...{ DATABASE_URL: ownerUrl, ALXDERIA_DATA_DIR: scene.folder, HISTORY_KEEP_MONTHS: "2", ...given },
    });
  const all = await eventsOf(scene);

  expect(await run("retain")).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/give --archive/) });
  const foreign = await run(`retain --archive ${archive}`, { ALXDERIA_DATA_DIR: path.join(scene.folder, "empty") });
  expect(foreign).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/there is no key for seals in/) });
  // Another organisation's hold holds nothing here.
  await placeIn(scene, {}, await addTenant("other"));
  const everything = await placeIn(scene, {});
  const held = await run(`retain --archive ${archive}`);
  expect(held, held.stderr).toMatchObject({ code: 0 });
  expect(held.stdout.trimEnd().split("\n")).toEqual(
    ["2024_12: 1 rows would go, 0", "2025_01: 2 rows would go, 2", "2025_02: 2 rows would go, 1"].map((what) =>
      expect.stringMatching(
        new RegExp(`^entity_history_${what} stay \\(kept since .+\\); HELD by ${everything} of default: case 7$`),
      ),
    ),
  );
  expect(await eventsOf(scene)).toEqual(all);
  await releaseIn(scene, everything);

  const dry = await run("retain --dry-run");
  expect(dry.stdout).toMatch(/^entity_history_2024_12: 1 rows would go, 0 stay \(kept since [^;]+\)\n/);
  expect(await eventsOf(scene)).toEqual(all);
  const done = await run(`retain --archive ${archive}`);
  expect(done, done.stderr).toMatchObject({ code: 0 });
  expect(done.stdout).toBe(
    `entity_history_2024_12: 1 rows taken out, 0 stay; the partition is dropped; evidence in ${archive}/entity_history_2024_12/default-1
entity_history_2025_01: 2 rows taken out, 2 stay; evidence in ${archive}/entity_history_2025_01/default-2
entity_history_2025_02: 2 rows taken out, 1 stay; evidence in ${archive}/entity_history_2025_02/default-3
`,
  );
  expect(await eventsOf(scene)).toEqual(["1 1 CREATED", "4 2 UPDATED", "3 2 DELETED", "2 4 UPDATED"]);
  expect(await run("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("everything is as it was") });
}, 240_000);
