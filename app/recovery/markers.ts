/** A row that the drill wrote, with the moment of its commit by the server's clock: ISO 8601 in UTC, to the microsecond. */
export type Marker = { id: number; committedAt: string };

export type Loss = {
  /** Commits that should have been recovered. */
  expected: number;
  /** The last of them, and the last that was recovered; null when there is none. */
  lastCommit: string | null;
  lastRecovered: string | null;
  /** Of the expected ones, those that were not recovered: all of them after the last recovered. */
  lost: number;
  /** From the last recovered commit to the last one that should have been. */
  seconds: number;
  /** What recovery may never do: leave out a commit before one that it has, or have one of after the target. */
  holes: number;
  afterTarget: number;
};

/**
 * @param written every commit that was acknowledged, in order
 * @param found the ids that the recovered server has
 * @param until the target of the recovery; null when everything should be there
 */
export function measureLoss(written: readonly Marker[], found: ReadonlySet<number>, until: string | null): Loss {
  const expected = written.filter(({ committedAt }) => until === null || committedAt <= until);
  const recovered = expected.filter(({ id }) => found.has(id));
  const last = expected.at(-1) ?? null;
  const lastRecovered = recovered.at(-1) ?? null;
  const missing = expected.filter(({ id }) => !found.has(id));
  const lost = missing.filter(({ id }) => id > (lastRecovered?.id ?? 0)).length;
  // Without any commit recovered, what is lost began with the first.
  const from = lastRecovered ?? expected[0];
  return {
    expected: expected.length,
    lastCommit: last?.committedAt ?? null,
    lastRecovered: lastRecovered?.committedAt ?? null,
    lost,
    seconds: last && from ? (Date.parse(last.committedAt) - Date.parse(from.committedAt)) / 1000 : 0,
    holes: missing.length - lost,
    // One that was not acknowledged may be there all the same, but not before the target: it was the newest of all.
    afterTarget: until === null ? 0 : found.size - recovered.length,
  };
}
