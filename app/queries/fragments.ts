/**
 * Parts of statements. Every text here is fixed in the source; what a caller sends is only ever a value.
 */

/** @returns SQL that writes a timestamptz as ISO 8601 in UTC. */
export function isoTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** Conditions of one statement with their values; the letters of those that are there make its name. */
export type Conditions = {
  /** @param letter stands for the condition in the statement's name @param sql takes the placeholder of the value */
  add(letter: string, value: unknown, sql: (placeholder: string) => string): void;
  /** A condition without a value. */
  addFixed(letter: string, sql: string): void;
  /** @returns the placeholder of a value that is no condition. */
  value(value: unknown): string;
  readonly values: unknown[];
  /** `base` for no condition at all, else the letters. */
  name(): string;
  /** `true` or the conditions joined by `and`. */
  sql(): string;
};

/** Each combination of conditions is a prepared statement of its own, so each keeps the plan that suits it. */
export function createConditions(): Conditions {
  const values: unknown[] = [];
  const letters: string[] = [];
  const parts: string[] = [];
  const value = (given: unknown) => `$${values.push(given)}`;
  return {
    add(letter, given, sql) {
      letters.push(letter);
      parts.push(sql(value(given)));
    },
    addFixed(letter, sql) {
      letters.push(letter);
      parts.push(sql);
    },
    value,
    values,
    name: () => letters.join("") || "base",
    sql: () => parts.join("\n  and ") || "true",
  };
}
