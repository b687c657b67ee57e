import type { Events } from "./model.ts";

/** "alxderia_http_request_duration_seconds where route is /api/health, status_class is none of 5xx, at most 2 s". */
export function describeEvents({ metric, matchers, bound }: Events): string {
  const conditions = matchers.map(({ label, is, values }) => {
    const [only] = values;
    const negation = is === "none of";
    if (values.length === 1) return `${label} is ${negation ? "not " : ""}${only}`;
    return `${label} is ${is} ${values.join(", ")}`;
  });
  if (bound) conditions.push(`${bound.is} ${bound.seconds} s`);
  return conditions.length === 0 ? metric : `${metric} where ${conditions.join("; ")}`;
}
