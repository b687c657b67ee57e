import fc from "fast-check";
import { expect, test } from "vitest";
import { createNameIndex, normaliseName } from "./name-likeness.ts";

const isLike = (a: string, b: string) => [...createNameIndex([[a, "x"]]).findLike(b)].length === 1;

test("case, diacritics, punctuation and the order of words do not count", () => {
  expect(normaliseName("  Müller-Lüdenscheidt, ÉMILE ")).toBe("emile ludenscheidt muller");
  expect(isLike("Ada Okafor", "OKAFOR, Ada")).toBe(true);
});

test.each([
  ["Ada Okafor", "Ada Okafr", true],
  ["Ada Okafor", "Ada Okaffor", true],
  ["Ada Okafor", "Ada Okafur", true],
  ["Ada Okafor", "Ada Oakfor", true],
  ["Ada Okafor", "Ada Okufur", false],
  ["Ann Lee", "Anna Lee", false],
  ["Ann Lee", "Ann Lee", true],
])("%s and %s are alike: %s", (a, b, like) => {
  expect(isLike(a, b)).toBe(like);
});

test("a name without letters is like no other", () => {
  expect(isLike("--", "!!")).toBe(false);
});

test("equal names come first, each value once", () => {
  const index = createNameIndex([
    ["Ada Okafur", "b"],
    ["Ada Okafor", "c"],
    ["Okafor Ada", "a"],
    ["Ada Okafor", "c"],
  ]);
  expect([...index.findLike("ada okafor")]).toEqual(["c", "a", "b"]);
});

test("every single edit of a name of one word is found by way of the index", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 9, maxLength: 14 });
  fc.assert(
    fc.property(word, fc.nat(13), fc.constantFrom("a", "b", "d"), fc.nat(3), (name, seed, letter, kind) => {
      const at = seed % (name.length - 1);
      const [head, tail] = [name.slice(0, at), name.slice(at + 1)];
      const swapped = head + name[at + 1] + name[at] + name.slice(at + 2);
      const edited = [head + tail, head + letter + name.slice(at), head + letter + tail, swapped][kind] ?? name;
      return isLike(name, edited) && isLike(edited, name);
    }),
  );
});

test("an index made for some names answers for them as the whole one does", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", " "), minLength: 6, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), fc.array(word, { maxLength: 5 }), (names, asked) => {
      const entries = names.map((name, index) => [name, index] as const);
      const [whole, narrow] = [createNameIndex(entries), createNameIndex(entries, asked)];
      for (const name of asked) expect([...narrow.findLike(name)]).toEqual([...whole.findLike(name)]);
    }),
  );
});
