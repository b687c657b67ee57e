import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";
import { CsvSyntaxError, JsonShapeError, JsonSyntaxError } from "./file-content-error.ts";
import { type ReadOutcome, readRecords } from "./read-records.server.ts";
import type { SplitRecord } from "./split-records.ts";

type Format = Parameters<typeof readRecords>[1];

const JSON_FILE: Format = { format: "json", listKeys: ["Users"] };
const CSV_FILE: Format = { format: "csv", listKeys: [] };
const GRAPHQL_FILE: Format = {
  format: "graphql",
  listKeys: [],
  expand: (response) =>
    isJsonObject(response) && isJsonObject(response.data) ? (response.data.nodes as Json[]) : null,
};

async function read(text: string, file: Format): Promise<{ records: SplitRecord[]; outcome: ReadOutcome }> {
  const records: SplitRecord[] = [];
  const stream = Readable.from([Buffer.from(text)]);
  const outcome = await readRecords(stream, file, async (record) => {
    records.push(record);
  });
  return { records, outcome };
}

test("only a token on the last page means that the listing goes on", async () => {
  const continued = [
    '{"Users":[],"NextToken":"x"}',
    '{"nextToken":"x","Users":[]}',
    '{"Users":[]}{"Users":[],"nextPageToken":"x"}',
    '[{"Users":[]},{"Users":[],"NextToken":"x"}]',
    '{"Users":[],"IsTruncated":true}',
    '{"Users":[],"Marker":"x"}',
    '{"nextPageToken":"x"}',
  ];
  for (const text of continued) {
    expect((await read(text, JSON_FILE)).outcome).toMatchObject({ continued: true, reason: expect.any(String) });
  }
  const done = [
    "",
    "[]",
    '{"Users":[],"NextToken":"x"}{"Users":[]}',
    '{"Users":[],"NextToken":null}',
    '{"Users":[],"NextToken":""}',
    '{"Users":[],"IsTruncated":false}',
    '[{"NextToken":"x","UserId":"1"}]',
    '[{"Users":[],"NextToken":"x"},[]]',
  ];
  for (const text of done) {
    expect((await read(text, JSON_FILE)).outcome).toEqual({ continued: false, reason: null });
  }
});

test("records before a fault are given before it is thrown", async () => {
  const seen: Json[] = [];
  const stream = Readable.from([Buffer.from('[{"a":1},{"a":2},{a}]')]);
  const reading = readRecords(stream, JSON_FILE, ({ value }) => {
    seen.push(value);
  });
  await expect(reading).rejects.toThrow(JsonSyntaxError);
  expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
});

test("each GraphQL response gives its records, one or several, also in a list", async () => {
  const one = '{"data":{"nodes":[{"a":1},{"a":2}],"page":[{"pageInfo":{"hasNextPage":true}}]}}';
  const two = '{"data":{"nodes":[{"a":3}],"pageInfo":{"hasNextPage":false}}}';
  for (const text of [`${one}\n${two}`, `[${one},${two}]`]) {
    const { records, outcome } = await read(text, GRAPHQL_FILE);
    expect(records.map(({ value, index }) => [value, index])).toEqual([
      [{ a: 1 }, 0],
      [{ a: 2 }, 1],
      [{ a: 3 }, 2],
    ]);
    expect(outcome.continued).toBe(false);
  }
  expect((await read(`${two}${one}`, GRAPHQL_FILE)).outcome.reason).toMatch(/hasNextPage/);
});

test("what is no response of the query is refused with its place and GitHub's own words", async () => {
  const text = '{"data":{"nodes":[]}}\n  {"data":null,"errors":[{"message":"Bad credentials"}]}';
  const failure = read(text, GRAPHQL_FILE);
  await expect(failure).rejects.toThrow(JsonShapeError);
  await expect(failure).rejects.toMatchObject({
    line: 2,
    column: 3,
    reason: expect.stringMatching(/whole GraphQL.*Bad credentials/),
  });
});

test("CSV rows are objects by the header, with a byte order mark, quotes and line breaks inside", async () => {
  const { records, outcome } = await read('\uFEFFuser,__proto__\r\n"a\n""b""",x\0\r\n\r\n=1+1,é', CSV_FILE);
  expect(records.map(({ line, index }) => [line, index])).toEqual([
    [2, 0],
    [5, 1],
  ]);
  expect(records.map(({ value }) => Object.entries(value as object))).toEqual([
    [
      ["user", 'a\n"b"'],
      ["__proto__", "x\uFFFD"],
    ],
    [
      ["user", "=1+1"],
      ["__proto__", "é"],
    ],
  ]);
  expect(outcome.continued).toBe(false);
});

test("a CSV row of another length is given as its cells, for the connector to reject alone", async () => {
  const { records } = await read("a,b\n1\n2,3\n4,5,6\n", CSV_FILE);
  expect(records.map(({ value }) => value)).toEqual([["1"], { a: "2", b: "3" }, ["4", "5", "6"]]);
});

test("an empty CSV file and one with a header only are empty lists", async () => {
  for (const text of ["", "a,b", "a,b\n"]) {
    expect((await read(text, CSV_FILE)).records).toEqual([]);
  }
});

test("broken CSV is refused with its line", async () => {
  await expect(read('a,b\n1,2\n3,"4\n', CSV_FILE)).rejects.toMatchObject({
    line: 3,
    reason: expect.stringMatching(/not CSV/),
  });
  await expect(read("a,a\n1,2\n", CSV_FILE)).rejects.toThrow(CsvSyntaxError);
});

test("a stream that fails fails the reading, in every format", async () => {
  for (const file of [JSON_FILE, CSV_FILE, GRAPHQL_FILE]) {
    const stream = new Readable({ read: () => undefined });
    const reading = readRecords(stream, file, () => undefined);
    stream.destroy(new Error("disk gone"));
    await expect(reading).rejects.toThrow("disk gone");
  }
});
