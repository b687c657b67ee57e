import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

function createSource(batches: number, failsAt = Number.POSITIVE_INFINITY) {
  const told: string[] = [];
  async function* read() {
    try {
      for (let batch = 1; batch <= batches; batch += 1) {
        told.push(`asked for ${batch}`);
        if (batch === failsAt) throw new Error(`no batch ${batch}`);
        yield batch;
      }
    } finally {
      told.push("ended");
    }
  }
  return { source: read(), told };
}

test("the next batch is asked for while one is worked on, and all come in order", async () => {
  const { source, told } = createSource(3);
  for await (const batch of readAhead(source)) told.push(`worked on ${batch}`);
  expect(told).toEqual([
    "asked for 1",
    "asked for 2",
    "worked on 1",
    "asked for 3",
    "worked on 2",
    "ended",
    "worked on 3",
  ]);
});

test("a reader that stops early ends the source", async () => {
  const { source, told } = createSource(9);
  for await (const batch of readAhead(source)) if (batch === 2) break;
  expect(told.at(-1)).toBe("ended");
});

test("a batch that cannot be read is told after those before it", async () => {
  const { source, told } = createSource(9, 3);
  const worked: number[] = [];
  const reading = (async () => {
    for await (const batch of readAhead(source)) worked.push(batch);
  })();
  await expect(reading).rejects.toThrow("no batch 3");
  expect(worked).toEqual([1, 2]);
  expect(told.at(-1)).toBe("ended");
});
