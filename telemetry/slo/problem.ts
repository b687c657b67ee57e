/** A place in a file; lines and columns are counted from 1. */
export type Place = { file: string; line: number; column: number };

/** What is wrong with a definition: which check says so, what was given, what may be, what to do. */
export type Problem = Place & { rule: string; given: string; allowed: string; advice: string };

export const formatProblem = ({ file, line, column, rule, given, allowed, advice }: Problem): string =>
  `${file}:${line}:${column} ${rule}: given ${given}; allowed: ${allowed}; ${advice}`;

/** By file, line and column, as a reader of the files meets them. */
export const sortProblems = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    (left, right) =>
      (left.file < right.file ? -1 : left.file > right.file ? 1 : 0) ||
      left.line - right.line ||
      left.column - right.column ||
      (left.rule < right.rule ? -1 : 1),
  );

/** The names that the given one was most likely meant to be, nearest first, at most three. */
export function nearestNames(given: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, distance: editDistance(given, name) }))
    .sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...left].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...right].entries()) {
      const replaced = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
