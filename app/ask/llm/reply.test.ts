import { expect, test } from "vitest";
import { ANSWER, parseLookup, parseReply, readDraft } from "./reply.ts";

const FULL = {
  kind: "sql",
  understood: "Who is it?",
  assumptions: ["none but people"],
  question: null,
  choices: [],
  sql: 'select "a\\b"',
};

test("every beginning of an answer gives a draft, which only grows", () => {
  const json = JSON.stringify(FULL);
  let before = "";
  for (let end = 0; end <= json.length; end += 1) {
    const { understood, sql } = readDraft(json.slice(0, end));
    expect(FULL.understood.startsWith(understood)).toBe(true);
    const shown = understood + sql;
    expect(shown.length).toBeGreaterThanOrEqual(before.length);
    before = shown;
  }
  expect(before).toBe(FULL.understood + FULL.sql);
});

test("what is no beginning of an answer gives an empty draft", () => {
  for (const json of ["", "nonsense", "[1", '"text', "null", "7", '{"sql": 5']) {
    expect(readDraft(json)).toEqual({ understood: "", sql: "" });
  }
});

test("each kind needs what it is made of", () => {
  expect(parseReply(FULL)).toEqual({
    kind: "sql",
    understood: "Who is it?",
    assumptions: ["none but people"],
    sql: FULL.sql,
  });
  expect(parseReply({ ...FULL, kind: "catalogue", question: "Who?" })).toMatchObject({ question: "Who?" });
  expect(parseReply({ ...FULL, kind: "ask back", choices: ["a", "b"] })).toMatchObject({ choices: ["a", "b"] });
  expect(parseReply({ ...FULL, kind: "cannot" })).toEqual({ kind: "cannot", understood: "Who is it?" });
  for (const bad of [{ kind: "catalogue" }, { kind: "ask back", choices: ["one"] }, { kind: "sql", sql: "" }]) {
    expect(() => parseReply({ ...FULL, ...bad })).toThrow(/nonsense/);
  }
});

test("the schema is as strict modes want it: everything required, nothing else allowed", () => {
  expect(ANSWER.parameters).toMatchObject({ type: "object", additionalProperties: false, required: Object.keys(FULL) });
  expect(ANSWER.parameters).not.toHaveProperty("$schema");
});

test("a lookup takes the beginning of a long text", () => {
  expect(parseLookup({ text: "x".repeat(999) })).toHaveLength(200);
  expect(() => parseLookup({ name: "x" })).toThrow(/nonsense/);
});
