import { expect, test } from "vitest";
import { startProcessRecord } from "./process-record.server.ts";

function createRecord(begin: () => Promise<unknown>) {
  const said: string[] = [];
  const write = (_: unknown, message: string) => said.push(message);
  const stop = startProcessRecord({
    log: { debug: write, info: write, warn: write, error: write },
    begin: async () => {
      said.push("begin");
      await begin();
      said.push("begun");
    },
    end: async () => said.push("end"),
    everyMs: 5,
  });
  return { said, stop };
}

test("the beginning is written once and the end after it", async () => {
  const { said, stop } = createRecord(async () => {});
  await expect.poll(() => said).toEqual(["begin", "begun"]);
  await stop();
  expect(said).toEqual(["begin", "begun", "end"]);
});

test("a database that is away is asked again until it answers, and the log says so once", async () => {
  let failures = 3;
  const { said, stop } = createRecord(async () => {
    if (failures-- > 0) throw new Error("away");
  });
  await expect.poll(() => said.at(-1)).toBe("begun");
  await stop();
  expect(said).toEqual([
    "begin",
    "the start of this process is not written down yet",
    ...["begin", "begin", "begin", "begun", "end"],
  ]);
});

test("a process whose beginning was never written has no end, and stops all the same", async () => {
  const { said, stop } = createRecord(() => new Promise(() => {}));
  await stop();
  expect(said).toEqual(["begin"]);
});
