import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../model/json.ts";
import { createRecordSplitter, type SplitRecord } from "./split-records.ts";

const CHUNK_SIZES = [1, 2, 7, 65_536];

type Split = { records: SplitRecord[]; pages: JsonObject[] };

function split(input: string | Buffer, listKeys: readonly string[] = ["Users"], chunkSize = 65_536): Split {
  const bytes = Buffer.from(input as string);
  const result: Split = { records: [], pages: [] };
  const splitter = createRecordSplitter({
    listKeys,
    onRecord: (record) => result.records.push(record),
    onPage: (members) => result.pages.push(members),
  });
  for (let start = 0; start < bytes.length; start += chunkSize) {
    splitter.push(bytes.subarray(start, start + chunkSize));
  }
  splitter.end();
  return result;
}

function values(input: string | Buffer, listKeys?: readonly string[]): Json[] {
  return split(input, listKeys).records.map(({ value }) => value);
}

describe("every wrapping gives the same records", () => {
  const a = { UserId: "1", Emails: [{ Value: "ada@northwind.example" }] };
  const b = { UserId: '2 " } ] \\ é 😀' };
  const [ta, tb] = [JSON.stringify(a), JSON.stringify(b)];
  const wrappings: Record<string, string> = {
    "a bare array": `[${ta},${tb}]`,
    "one wrapped page": `{"Users":[${ta},${tb}],"NextToken":null}`,
    "a page whose token comes first": `{"NextToken":"x" , "More": {"a":[1]}, "Users" : [${ta}, ${tb}] }`,
    "an array of pages": `[{"Users":[${ta}]},{"Users":[${tb}]}]`,
    "an array of arrays": `[[${ta}],[],[${tb}]]`,
    "an array of both": `[[${ta}],{"Users":[${tb}]}]`,
    NDJSON: `${ta}\n${tb}\n`,
    "documents without anything between": `${ta}${tb}`,
    "pages one after the other": `{"Users":[${ta}]}\n{"Users":[${tb}]}`,
    "arrays one after the other": `[${ta}][${tb}]`,
    "a list key written with escapes": `{"\\u0055sers":[${ta},${tb}]}`,
    "pretty printed": JSON.stringify({ Users: [a, b] }, null, 4),
    "Windows line ends": JSON.stringify([a, b], null, 2).replaceAll("\n", "\r\n"),
    "a byte order mark": `\uFEFF[${ta},${tb}]`,
    "a byte order mark before each document": `\uFEFF${ta}\n\uFEFF${tb}`,
    "the list key twice": `{"Users":[${ta}],"Users":[${tb}]}`,
  };
  for (const [name, text] of Object.entries(wrappings)) {
    test(name, () => {
      for (const chunkSize of CHUNK_SIZES) {
        const { records } = split(text, ["Users"], chunkSize);
        expect(records.map(({ value }) => value)).toEqual([a, b]);
        expect(records.map(({ index }) => index)).toEqual([0, 1]);
      }
    });
  }

  test("a single object is a list of one", () => {
    expect(values(ta)).toEqual([a]);
  });

  test("an empty file, blanks, a lone byte order mark and empty lists are empty lists", () => {
    for (const text of [
      "",
      " \n\t\r\n",
      "\uFEFF",
      "[]",
      '{"Users":[]}',
      '{"Users":null}',
      "[[],[]]",
      '[{"Users": []}]',
    ]) {
      for (const chunkSize of CHUNK_SIZES) {
        expect(split(text, ["Users"], chunkSize).records).toEqual([]);
      }
    }
  });

  test("any records, in any wrapping, by any chunk size, are the same with the same places", () => {
    const member = fc.oneof(fc.string({ unit: "binary" }), fc.double({ noNaN: true }), fc.constant(null), fc.boolean());
    const nested = fc.dictionary(fc.string(), fc.oneof(member, fc.array(member)));
    const record = fc.dictionary(fc.string({ unit: "grapheme" }), fc.oneof(member, nested, fc.array(nested)));
    const wrap = fc.constantFrom<(texts: string[]) => string>(
      (texts) => `[${texts.join(",")}]`,
      (texts) => `{"etag":"\\"x","Users":[${texts.join(" ,\n")}],"kind":{"Users":[1]}}`,
      (texts) => `[${texts.map((text) => `{"Users":[${text}]}`).join(",")}]`,
      (texts) => `[${texts.map((text) => `[${text}]`).join(",\n")}]`,
      (texts) => texts.join("\n"),
    );
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), wrap, fc.boolean(), (records, wrapping, pretty) => {
        const withoutLists = records.map((one) =>
          Object.fromEntries(Object.entries(one).filter(([key]) => key !== "Users")),
        );
        const kept = withoutLists.map((one) => ({ ...one, UserId: "1" }));
        const text = wrapping(kept.map((one) => JSON.stringify(one, null, pretty ? 2 : 0)));
        const whole = split(text);
        const clean = (value: unknown) => JSON.stringify(value).replace(/\\u0000|\\ud[89a-f]../g, "\uFFFD");
        expect(clean(whole.records.map(({ value }) => value))).toBe(clean(kept));
        for (const chunkSize of CHUNK_SIZES) {
          expect(split(text, ["Users"], chunkSize)).toEqual(whole);
        }
      }),
    );
  });
});

describe("pages", () => {
  test("give all members but their lists, whatever the order", () => {
    const text = '{"A":1,"Users":[{"x":1}],"NextToken":"t","Groups":[],"Nested":{"Users":[2]},"Users2":[3]}';
    for (const chunkSize of CHUNK_SIZES) {
      const { pages, records } = split(text, ["Users", "Groups"], chunkSize);
      expect(pages).toEqual([{ A: 1, NextToken: "t", Nested: { Users: [2] }, Users2: [3] }]);
      expect(records).toEqual([{ value: { x: 1 }, listKey: "Users", line: 1, column: 17, index: 0 }]);
    }
  });

  test("tell by which key a record came, and none for a bare record", () => {
    const { records } = split('{"Users":[{"a":1}],"Groups":[{"b":1}]}[{"c":1}]', ["Users", "Groups"]);
    expect(records.map(({ listKey }) => listKey)).toEqual(["Users", "Groups", null]);
  });

  test("an object with a list key that holds no list is a record", () => {
    expect(values('{"Users":"many","UserId":"1"}')).toEqual([{ Users: "many", UserId: "1" }]);
    expect(split('{"Users":"many","UserId":"1"}').pages).toEqual([]);
  });

  test("a page that lacks its empty list is a page: a list kind or a token and nothing else", () => {
    for (const text of [
      '{"kind":"admin#directory#members","etag":"x"}',
      '{"IsTruncated":false}',
      '{"NextToken":null}',
    ]) {
      expect(split(text, ["members"])).toEqual({ records: [], pages: [JSON.parse(text)] });
    }
    for (const text of ["{}", '{"kind":"admin#directory#member","etag":"x"}', '{"etag":"x"}']) {
      expect(values(text, ["members"])).toEqual([JSON.parse(text)]);
    }
  });

  test("a list inside a record is no page", () => {
    expect(values('{"Users":[{"Users":[{"a":1}]}]}')).toEqual([{ Users: [{ a: 1 }] }]);
  });

  test("without list keys each object is a record", () => {
    expect(values('{"data":{"Users":[1]}}\n[{"data":2}]', [])).toEqual([{ data: { Users: [1] } }, { data: 2 }]);
  });
});

describe("what is no object or cannot be stored", () => {
  test("elements that are no object are records, for the connector to reject", () => {
    for (const chunkSize of CHUNK_SIZES) {
      const { records } = split('[1, "a]", null, true, -1.5e3, [[{}]]] 7 "x"', ["Users"], chunkSize);
      expect(records.map(({ value }) => value)).toEqual([1, "a]", null, true, -1.5e3, [{}], 7, "x"]);
    }
  });

  test("U+0000 and lone surrogates in strings and keys become U+FFFD, pairs stay", () => {
    const text = String.raw`[{"a\u0000":"\ud800x\udc00","b":["\uD83D\uDE00","\\u0000"]}]`;
    for (const chunkSize of CHUNK_SIZES) {
      const { records } = split(text, ["Users"], chunkSize);
      expect(records[0]?.value).toEqual({ "a\uFFFD": "\uFFFDx\uFFFD", b: ["😀", "\\u0000"] });
    }
    expect(split(String.raw`{"Token":"\u0000","Users":[],"Next\udfff":"\u0000"}`).pages).toEqual([
      { Token: "\uFFFD", "Next\uFFFD": "\uFFFD" },
    ]);
  });

  test("invalid UTF-8 becomes U+FFFD and swallows no quote", () => {
    const bytes = Buffer.concat([Buffer.from('[{"a":"x'), Buffer.from([0xc3]), Buffer.from('"}]')]);
    expect(values(bytes)).toEqual([{ a: "x\uFFFD" }]);
  });

  test("a key __proto__ is data", () => {
    for (const text of ['[{"__proto__":{"admin":true}}]', String.raw`[{"__proto__":{"admin":true},"x":"\u0000"}]`]) {
      const value = values(text)[0] as JsonObject;
      expect(Object.keys(value)).toContain("__proto__");
      expect(value.admin).toBeUndefined();
    }
    for (const text of ['{"__proto__":{"NextToken":"x"},"Users":[]}', '{"Users":[],"__proto__":{"NextToken":"x"}}']) {
      const page = split(text).pages[0] as JsonObject;
      expect(Object.keys(page)).toEqual(["__proto__"]);
      expect(page.NextToken).toBeUndefined();
    }
  });
});

describe("places", () => {
  test("are line and column of the record's first character, in characters", () => {
    const { records } = split('\uFEFF[{"é😀":1}, {"a":2},\r\n  {"a":3}]\n{"b":4}');
    expect(records.map(({ line, column }) => [line, column])).toEqual([
      [1, 2],
      [1, 12],
      [2, 3],
      [3, 1],
    ]);
  });
});

test("60 MB pass in bounded memory", () => {
  const record = Buffer.from(`${JSON.stringify({ UserId: "1", DisplayName: "x".repeat(200) })},`.repeat(300));
  let count = 0;
  const splitter = createRecordSplitter({ listKeys: ["Users"], onRecord: () => count++, onPage: () => undefined });
  const before = process.memoryUsage();
  let peak = 0;
  splitter.push(Buffer.from('{"Users":['));
  for (let bytes = 0; bytes < 60e6; bytes += record.length) {
    splitter.push(Buffer.from(record));
    const now = process.memoryUsage();
    peak = Math.max(peak, now.heapUsed - before.heapUsed);
  }
  splitter.push(Buffer.from('{"UserId":"2"}]}'));
  splitter.end();
  expect(count).toBeGreaterThan(200_000);
  expect(peak).toBeLessThan(60e6);
});
