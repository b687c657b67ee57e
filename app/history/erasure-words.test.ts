import { expect, test } from "vitest";
import { erasureWordsOf } from "./erasure-words.ts";

test("each word is looked for once, the longest first, and an e-mail keeps its domain", () => {
  const { words, replacements } = erasureWordsOf(
    ["Ada", "ada@acme.example", "ADA ", "Ada Lovelace", "al", ""],
    [],
    "0f",
  );
  expect(words).toEqual(["ada@acme.example", "ada lovelace", "ada"]);
  expect(replacements).toEqual(["erased-0f@acme.example", "erased-0f", "erased-0f"]);
});

test("what means something in a regular expression or in JSON is looked for as it is", () => {
  expect(erasureWordsOf(["a.b+c@d.example"]).patterns).toEqual([
    "(?<![[:alnum:]])a\\.b\\+c@d\\.example(?![[:alnum:]])",
  ]);
  expect(erasureWordsOf(['dwayne "rock" j']).patterns).toEqual([
    '(?<![[:alnum:]])(?:dwayne \\\\"rock\\\\" j|dwayne "rock" j)(?![[:alnum:]])',
  ]);
});

test("a word that others are called by, too, is looked for as the whole of a value", () => {
  const { patterns } = erasureWordsOf(["test", "ada"], ["Test"]);
  expect(patterns).toEqual(['(?<![^"])test(?![^"])', "(?<![[:alnum:]])ada(?![[:alnum:]])"]);
});
