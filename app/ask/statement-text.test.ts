import { expect, test } from "vitest";
import { CATALOGUE } from "./catalogue/index.ts";
import { bindStatement } from "./statement-text.ts";

const slots = {
  resource: { value: "00000000-0000-4000-8000-000000000000", label: "payments" },
  level: { value: "admin", label: "admin or more" },
};

test("a statement leaves rows out only for whoever reads no more than the first", () => {
  const limited = CATALOGUE.flatMap((question) =>
    question.kind === "answerable" && question.sql.includes("[first]") ? [question] : [],
  );
  expect(limited.map(({ id }) => id)).toContain("resource-access");
  for (const question of limited) {
    const filled = {
      ...slots,
      other: slots.resource,
      days: { value: 90, label: "90 days" },
    };
    const first = bindStatement(question, filled, { first: 1001 });
    const all = bindStatement(question, filled);
    expect(first.text, question.id).toContain("limit 1001");
    expect(all.text, question.id).not.toContain("limit");
    expect(all.values, question.id).toEqual(first.values);
    expect(`${first.text}${all.text}`, question.id).not.toMatch(/\[!?first\]|:first/);
  }
});
