import { z } from "zod";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOST_DAYS = 366;

/** @returns whether the day is today (UTC) or one of the 366 after it. */
function isWithinAYear(day: string): boolean {
  const given = new Date(`${day}T00:00:00Z`);
  // JavaScript takes 30 February for 2 March.
  if (!DAY.test(day) || Number.isNaN(given.getTime()) || given.toISOString().slice(0, 10) !== day) return false;
  const days = (given.getTime() - Date.parse(new Date().toISOString().slice(0, 10))) / 86_400_000;
  return days >= 0 && days <= MOST_DAYS;
}

/** What accepting a finding takes. */
export const Acceptance = z.strictObject({
  until: z
    .string()
    .refine(isWithinAYear, { error: `a day as YYYY-MM-DD (UTC), from today to ${MOST_DAYS} days from now` }),
  reason: z
    .string()
    .transform((text) => text.trim())
    .refine((text) => text !== "" && text.length <= 1_000 && !text.includes("\u0000"), {
      error: "text of 1 to 1,000 characters without U+0000",
    }),
});
export type Acceptance = z.infer<typeof Acceptance>;
