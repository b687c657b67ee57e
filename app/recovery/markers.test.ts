import { expect, test } from "vitest";
import { measureLoss } from "./markers.ts";

const at = (second: number) => `2026-11-27T09:00:0${second}.000001Z`;
const WRITTEN = [1, 2, 3, 4, 5].map((id) => ({ id, committedAt: at(id) }));

test("a recovery to a moment that has everything up to it loses nothing, the commit of that very moment included", () => {
  expect(measureLoss(WRITTEN, new Set([1, 2, 3]), at(3))).toEqual({
    ...{ expected: 3, lastCommit: at(3), lastRecovered: at(3) },
    ...{ lost: 0, seconds: 0, holes: 0, afterTarget: 0 },
  });
});

test("commits of after the moment are counted, also those that nobody saw acknowledged", () => {
  expect(measureLoss(WRITTEN, new Set([1, 2, 3, 4, 6]), at(3))).toMatchObject({ lost: 0, afterTarget: 2 });
});

test("what the newest segment had is lost from the last recovered commit to the last one", () => {
  expect(measureLoss(WRITTEN, new Set([1, 2, 3]), null)).toMatchObject({
    ...{ expected: 5, lastCommit: at(5), lastRecovered: at(3) },
    ...{ lost: 2, seconds: 2, holes: 0, afterTarget: 0 },
  });
});

test("a commit that was recovered though nobody saw it acknowledged is no fault", () => {
  expect(measureLoss(WRITTEN, new Set([1, 2, 3, 4, 5, 6]), null)).toMatchObject({
    lost: 0,
    seconds: 0,
    afterTarget: 0,
  });
});

test("a commit that is missing before one that is there is a hole, not a loss at the end", () => {
  expect(measureLoss(WRITTEN, new Set([1, 3, 4, 5]), null)).toMatchObject({ lost: 0, seconds: 0, holes: 1 });
});

test("without any commit recovered everything since the first is lost", () => {
  expect(measureLoss(WRITTEN, new Set(), null)).toMatchObject({ lastRecovered: null, lost: 5, seconds: 4 });
});
