/**
 * What a journey notes in k6's console, for the report: the slowest requests and the first failed checks, each with the
 * trace id that the product has in its spans and its log. Tags of metrics would make a series of each trace.
 */
export type Note = {
  readonly kind: "slow" | "failed";
  readonly ms: number;
  readonly status: number;
  readonly scenario: string;
  readonly traceId: string;
  /** Route and, where a check failed, what it wanted. */
  readonly what: string;
};

/** One line, without quotes, so that it reads the same in each of k6's log formats. */
export const formatNote = ({ kind, ms, status, scenario, traceId, what }: Note): string =>
  `loadtest-note ${kind} ${ms.toFixed(1)} ${status} ${scenario} ${traceId} ${what}`;

const NOTE = /loadtest-note (slow|failed) ([\d.]+) (\d+) (\w+) ([0-9a-f]{32}) ([^"\n]*)/g;

/** The notes in a file of k6's `--console-output`. */
export const readNotes = (text: string): Note[] =>
  [...text.matchAll(NOTE)].map(([, kind, ms, status, scenario = "", traceId = "", what = ""]) => ({
    kind: kind === "slow" ? "slow" : "failed",
    ms: Number(ms),
    status: Number(status),
    scenario,
    traceId,
    what: what.trim(),
  }));

/** What one virtual user noted so far; k6 gives each a memory of its own. */
export function createNotebook(write: (line: string) => void, most = 3) {
  let slowest: number[] = [];
  let failures = 0;
  return {
    /** Written when few before it took longer, so a long run writes few lines. */
    request(note: Omit<Note, "kind">): void {
      const rank = slowest.filter((ms) => ms >= note.ms).length;
      if (rank >= most) return;
      slowest = [...slowest, note.ms].sort((left, right) => right - left).slice(0, most);
      write(formatNote({ ...note, kind: "slow" }));
    },
    failedCheck(note: Omit<Note, "kind">): void {
      if (failures >= most) return;
      failures += 1;
      write(formatNote({ ...note, kind: "failed" }));
    },
  };
}
