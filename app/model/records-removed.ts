/** What retention took out of the history: the versions of records that were superseded before a moment. */
export type RecordsRemoved = {
  /** ISO 8601: what records said from this moment on is kept. */
  before: string;
  /** The withdrawal since which it is gone: its number, and when. Null in a database that was rebuilt without it. */
  withdrawal: number | null;
  withdrawnAt: string | null;
  /** The same for people. */
  detail: string;
};

/** @returns what is to be told of it: until when, and since which withdrawal */
export function recordsRemovedOf(given: Omit<RecordsRemoved, "detail">): RecordsRemoved {
  const { before, withdrawal, withdrawnAt } = given;
  const since =
    withdrawal === null ? "before this database was rebuilt" : `by withdrawal ${withdrawal} of ${withdrawnAt}`;
  return {
    ...given,
    detail: `versions of records that were superseded before ${before} were removed under retention, ${since}; nobody's access is left out for that`,
  };
}
