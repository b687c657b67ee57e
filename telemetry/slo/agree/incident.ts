/** So many requests that were answered alike, within one minute. */
export type Requests = {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly count: number;
};

/** What happens in one minute. The groups of requests come one after the other; each route spreads over the minute. */
export type Minute = {
  /** Whether a process runs. If not, there are no requests, no log lines and no metrics. */
  readonly isUp: boolean;
  readonly requests: readonly Requests[];
  /** Connections at work, of `POOL_MAX`, all minute long. */
  readonly poolActive: number;
};

/** Some minutes, so many times over. */
export type Phase = { readonly times: number; readonly minutes: readonly Minute[] };

/** A story whose minute 0 is the first unusual one; every minute before it was like `before`, for as long as one looks. */
export type Incident = {
  readonly name: string;
  readonly story: string;
  readonly before: Minute;
  readonly phases: readonly Phase[];
};

/** The guide's size of the pool. */
export const POOL_MAX = 10;

/** A probe, a log line and a state of the pool every ten seconds. */
const SLICES = 6;

/** The minutes of an incident; equal ones are the same object, so that work on one is work on all. */
export const minutesOf = ({ phases }: Incident): Minute[] =>
  phases.flatMap(({ times, minutes }) => Array.from({ length: times }, () => minutes).flat());

/** The requests of each ten seconds: those of one route in their order, as evenly as whole ones can be. */
export function slicesOf({ requests }: Minute): Requests[][] {
  const slices: Requests[][] = Array.from({ length: SLICES }, () => []);
  for (const route of new Set(requests.map((each) => each.route))) {
    const groups = requests.filter((each) => each.route === route);
    const total = groups.reduce((sum, { count }) => sum + count, 0);
    let before = 0;
    for (const group of groups) {
      for (const [index, slice] of slices.entries()) {
        const [from, to] = [Math.round((index * total) / SLICES), Math.round(((index + 1) * total) / SLICES)];
        const count = Math.min(to, before + group.count) - Math.max(from, before);
        if (count > 0) slice.push({ ...group, count });
      }
      before += group.count;
    }
  }
  return slices;
}
