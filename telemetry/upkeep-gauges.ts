import { Gauge, type Registry, type RegistryContentType } from "prom-client";
import { LABEL, METRIC } from "./conventions.ts";

/** How the append-only tables stand, over all tenants. Times are seconds since 1970. */
export type UpkeepState = {
  /** Rows in the default partitions: their own is missing. */
  strayRows: { table: string; rows: number }[];
  /** The organisation whose history was verified longest ago; of one that never was, when it began. Null without any. */
  lastVerifiedAt: number | null;
  /** Organisations whose last verification found damage. */
  damagedOrganisations: number;
  /** When the oldest entry of an audit log was written that the log was not told yet; null when none waits. */
  oldestUnshippedAt: number | null;
};

/**
 * What somebody has to look after: kept between two readings of the database, because the log's snapshots tell the same
 * as the metrics and nobody may be there to scrape them. What cannot be read is left out, never shown as zero.
 */
export function createUpkeepGauges(registers: Registry<RegistryContentType>[]) {
  let state: UpkeepState | null = null;
  const secondsSince = (at: number) => Math.max(0, Date.now() / 1000 - at);
  const sinceVerified = () =>
    state === null || state.lastVerifiedAt === null ? null : secondsSince(state.lastVerifiedAt);
  const unshipped = ({ oldestUnshippedAt: at }: UpkeepState) => (at === null ? 0 : secondsSince(at));
  const gauge = (name: string, help: string, pick: () => number | null) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = pick();
        // A gauge without labels begins at 0, which would say that all is well.
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  new Gauge({
    name: METRIC.storeStrayRows,
    help: "Rows in the default partition, whose own was missing when they were written",
    labelNames: [LABEL.table],
    registers,
    collect() {
      this.reset();
      for (const { table, rows } of state?.strayRows ?? []) this.set({ [LABEL.table]: table }, rows);
    },
  });
  gauge(
    METRIC.historyLastVerified,
    "When history was last verified, in the organisation where that is longest ago",
    () => state?.lastVerifiedAt ?? null,
  );
  gauge(
    METRIC.historySinceVerified,
    "Time since history was last verified, in the organisation where that is longest ago",
    sinceVerified,
  );
  gauge(
    METRIC.historyDamaged,
    "Organisations whose history or audit log was found damaged",
    () => state?.damagedOrganisations ?? null,
  );
  gauge(
    METRIC.historyUnshipped,
    "Age of the oldest entry of an audit log that was not told to the log for the SIEM; 0 when none waits",
    () => (state === null ? null : unshipped(state)),
  );
  return {
    /** @param read null when it could not be read */
    set(read: UpkeepState | null): void {
      state = read;
    },
    /** The same for a line of the log; empty when it could not be read. */
    fields(): Record<string, number> {
      if (state === null) return {};
      const since = sinceVerified();
      return {
        default_partition_rows: state.strayRows.reduce((sum, { rows }) => sum + rows, 0),
        damaged_organisations: state.damagedOrganisations,
        oldest_unshipped_entry_seconds: Math.round(unshipped(state)),
        ...(since === null ? {} : { seconds_since_verified: Math.round(since) }),
      };
    },
  };
}
