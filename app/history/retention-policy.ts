import type { LogName } from "./seal.ts";

/** How many whole months of each log are kept; null keeps everything. */
export type RetentionPolicy = Readonly<Record<LogName, number | null>>;

export type LogPartition = { log: LogName; name: string /** ISO 8601 */; from: string; to: string };

const MONTHS_OF = { entity_history: 1, audit_log: 3 } as const satisfies Record<LogName, number>;

/** @returns the first moment that is kept, the beginning of a month of UTC as ISO 8601; null when everything is */
export function keptSince(policy: RetentionPolicy, log: LogName, now: Date): string | null {
  const months = policy[log];
  return months === null ? null : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)).toISOString();
}

/** @returns the partition that has this name (schema/0083), or null when it is of no period */
export function partitionNamed(name: string): LogPartition | null {
  const [, log, year, month, quarter] = /^(entity_history|audit_log)_(\d{4})_(?:(\d\d)|q(\d))$/.exec(name) ?? [];
  if (log !== "entity_history" && log !== "audit_log") return null;
  const first = month === undefined ? 3 * (Number(quarter) - 1) : Number(month) - 1;
  const at = (offset: number) => new Date(Date.UTC(Number(year), first + offset)).toISOString();
  return { log, name, from: at(0), to: at(MONTHS_OF[log]) };
}

/** @returns those of the partitions that are wholly older than what is kept, the oldest first, and what is kept */
export function partitionsBefore(
  names: readonly string[],
  policy: RetentionPolicy,
  now: Date,
): (LogPartition & { before: string })[] {
  const old = names.flatMap((name) => {
    const partition = partitionNamed(name);
    const before = partition === null ? null : keptSince(policy, partition.log, now);
    return partition !== null && before !== null && partition.to <= before ? { ...partition, before } : [];
  });
  return old.sort((one, two) => one.from.localeCompare(two.from) || one.log.localeCompare(two.log));
}
