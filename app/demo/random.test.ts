import { describe, expect, it } from "vitest";
import { createPermutation, createRandom, createUuid, HEX } from "./random.ts";

describe("createRandom", () => {
  it("gives the same values for the same seed and label", () => {
    expect(createRandom(7, "person/1").text(32, HEX)).toBe(createRandom(7, "person/1").text(32, HEX));
  });

  it("gives other values for another seed or another label", () => {
    const values = [createRandom(7, "person/1"), createRandom(8, "person/1"), createRandom(7, "person/2")].map(
      (random) => random.text(16, HEX),
    );
    expect(new Set(values).size).toBe(3);
  });

  it("spreads evenly over its range", () => {
    const random = createRandom(1, "spread");
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 40_000; draw++) {
      const value = random.integer(4);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe("createPermutation", () => {
  it("takes every value of its range exactly once", () => {
    for (const size of [1, 2, 63, 64, 1000, 82_754]) {
      const permute = createPermutation(3, "names", size);
      const seen = new Set(Array.from({ length: size }, (_, index) => permute(index)));
      expect(seen.size).toBe(size);
      expect(Math.max(...[...seen].slice(0, 1000))).toBeLessThan(size);
    }
  });
});

describe("createUuid", () => {
  it("has the layout of version 4", () => {
    for (let nth = 0; nth < 100; nth++) {
      expect(createUuid(nth, "x")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
