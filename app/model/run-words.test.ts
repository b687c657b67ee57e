import { expect, test } from "vitest";
import { runWords } from "./run-words.ts";

const run = { revision: "r7", version: "0.1.0", startedAt: "2026-11-24T02:06:00.000Z", stoppedAt: null, isNew: true };

test.each([
  ["2026-11-24T02:10:00.000Z", {}, "0.1.0 at r7 was deployed 4 minutes before"],
  ["2026-11-24T02:07:00.000Z", { isNew: false }, "0.1.0 at r7 started 1 minute before"],
  ["2026-11-24T02:06:30.000Z", {}, "0.1.0 at r7 was deployed less than a minute before"],
  ["2026-11-24T04:05:59.000Z", {}, "0.1.0 at r7 was deployed 1 hour before"],
  ["2026-11-27T02:06:00.000Z", {}, "0.1.0 at r7 was deployed 3 days before"],
  ["2026-11-24T02:04:00.000Z", {}, "0.1.0 at r7 was deployed 2 minutes into it"],
  ["2026-11-24T02:10:00.000Z", { revision: "unknown" }, "0.1.0 (revision unknown) was deployed 4 minutes before"],
  [
    "2026-11-24T02:10:00.000Z",
    { revision: "0123456789abcdef0123456789abcdef01234567" },
    "0.1.0 at 0123456789ab was deployed 4 minutes before",
  ],
])("beside an incident of %s the start %j is told as: %s", (begin, differs, words) => {
  expect(runWords({ ...run, ...differs }, begin)).toBe(words);
});
