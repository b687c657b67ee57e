import { expect, test } from "vitest";
import { matchQuestions } from "./match-questions.ts";

test("a question is found by words of any of its wordings, and its open slots are filled", () => {
  expect(matchQuestions("dormant ADMINS", 5)).toEqual([
    {
      kind: "question",
      id: "dormant-admins",
      label: "Who has not logged in for 90 days but holds admin?",
      note: "Ask",
      target: null,
    },
  ]);
});

test("a question that needs a name is not offered, since the name is not known", () => {
  expect(matchQuestions("both", 50).map(({ id }) => id)).not.toContain("both-resources");
  expect(matchQuestions("", 100).every(({ label }) => !label.includes("{"))).toBe(true);
});
