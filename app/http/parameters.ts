import type { z } from "zod";
import { badRequest, type FieldError } from "./errors.ts";

const MAX_SHOWN = 80;

/**
 * Parses what came in a query, a form or a JSON object.
 * @param blank what an empty value means: `absent` for forms, which send every field; `given` for the API
 * @throws HttpError bad-request with every field that is wrong
 */
export function parseParameters<Schema extends z.ZodType>(
  schema: Schema,
  entries: Iterable<readonly [string, unknown]>,
  blank: "absent" | "given",
): z.output<Schema> {
  const given: Record<string, unknown> = Object.create(null);
  const errors: FieldError[] = [];
  for (const [name, value] of entries) {
    if (blank === "absent" && value === "") continue;
    if (name in given) {
      errors.push({ field: name, detail: "is given more than once; give it once", unchecked: true });
    }
    given[name] = value;
  }
  const parsed = schema.safeParse({ ...given });
  if (!parsed.success) errors.push(...parsed.error.issues.flatMap((issue) => fieldErrors(issue, given)));
  if (errors.length > 0 || !parsed.success) throw badRequest(errors);
  return parsed.data;
}

function fieldErrors(issue: z.core.$ZodIssue, given: Record<string, unknown>): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    const detail = "is not a parameter of this route; leave it out";
    return issue.keys.map((field) => ({ field, detail, unchecked: true }));
  }
  const field = issue.path.map(String).join(".");
  const value = issue.path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    given,
  );
  // Below the names of the schema stand the caller's own.
  const unchecked = issue.path.length > 1 ? ({ unchecked: true } as const) : {};
  if (value === undefined) return [{ field, detail: `is missing; allowed: ${allowed(issue)}`, ...unchecked }];
  const shown = JSON.stringify(value).slice(0, MAX_SHOWN);
  return [{ field, detail: `${shown} is not allowed; allowed: ${allowed(issue)}`, ...unchecked }];
}

function allowed(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" && issue.expected === "string" ? "text" : issue.message;
}
