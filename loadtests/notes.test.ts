import { expect, test } from "vitest";
import { createTrace } from "./journeys/trace.ts";
import { createNotebook, formatNote, type Note, readNotes } from "./notes.ts";

const NOTE: Note = {
  kind: "slow",
  ms: 1234.5,
  status: 200,
  scenario: "api",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  what: "/api/people/:id",
};

test("a note reads the same from each of k6's log formats", () => {
  const line = formatNote(NOTE);
  const logfmt = `time="2026-11-27T12:00:00Z" level=info msg="${line}" source=console`;
  const json = JSON.stringify({ level: "info", msg: line, source: "console" });
  for (const text of [line, logfmt, json, `before\n${logfmt}\nafter`]) expect(readNotes(text)).toEqual([NOTE]);
  expect(readNotes("nothing was noted")).toEqual([]);
});

test("of many requests only those are noted that fewer than three before took longer", () => {
  const lines: string[] = [];
  const notebook = createNotebook((line) => lines.push(line));
  for (const ms of [5, 4, 3, 2, 1, 6, 2, 5.5, 5.2, 7]) notebook.request({ ...NOTE, ms });
  expect(lines.flatMap((line) => readNotes(line)).map(({ ms }) => ms)).toEqual([5, 4, 3, 6, 5.5, 5.2, 7]);
});

test("of failed checks the first three are noted", () => {
  const lines: string[] = [];
  const notebook = createNotebook((line) => lines.push(line));
  for (let number = 0; number < 5; number++) notebook.failedCheck({ ...NOTE, what: `check ${number}` });
  expect(lines.flatMap((line) => readNotes(line)).map(({ kind, what }) => [kind, what])).toEqual([
    ["failed", "check 0"],
    ["failed", "check 1"],
    ["failed", "check 2"],
  ]);
});

test("every trace is a new one, sampled, in the form of the W3C", () => {
  const traces = Array.from({ length: 50 }, createTrace);
  expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(50);
  for (const { traceId, traceparent } of traces) {
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceparent).toContain(traceId);
  }
});
