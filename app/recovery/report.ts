import type { Loss } from "./markers.ts";
import type { Step } from "./steps.ts";

/** Of the operations guide, in seconds. */
export const TARGETS = { rpoSeconds: 300, rtoSeconds: 3600 } as const;

export type Recovery = {
  name: string;
  /** The target, ISO 8601; null for everything that was archived. */
  until: string | null;
  loss: Loss;
  /** From the destruction to a server whose content was compared and whose history was verified. */
  rtoSeconds: number;
  /** Compared table by table with the content at the target. */
  content: { tables: number; rows: number; differences: string[] };
  verification: { rows: number; seals: number; damage: string[] };
};

export type Replayed = {
  events: number;
  records: number;
  accessRows: number;
  tables: number;
  differences: string[];
  seconds: number;
};

export type DrillReport = {
  startedAt: string;
  people: number;
  archiveTimeoutSeconds: number;
  server: string | null;
  backup: { bytes: number; startLsn: string; endLsn: string } | null;
  recoveries: Recovery[];
  replay: Replayed | null;
  steps: readonly Step[];
  failure: { step: string; message: string } | null;
};

export type Judgement = {
  targets: typeof TARGETS;
  /** The worst of the recoveries; null when none came to its end. */
  rpoSeconds: number | null;
  rtoSeconds: number | null;
  /** What is wrong, in words; nothing when the drill is passed. */
  faults: string[];
};

const worst = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
const seconds = (value: number) => `${value.toFixed(1)} s`;

/** Holds a report against the targets; a drill that did not come to its end is not passed. */
export function judgeDrill(report: DrillReport): Judgement {
  const { recoveries, replay, failure, archiveTimeoutSeconds } = report;
  const faults = failure === null ? [] : [`the drill failed at "${failure.step}": ${failure.message}`];
  const found = (is: boolean, words: string) => {
    if (is) faults.push(words);
  };
  for (const { name, loss, rtoSeconds, content, verification } of recoveries) {
    const { rpoSeconds: rpo, rtoSeconds: rto } = TARGETS;
    found(loss.lastRecovered === null, `${name}: no commit was recovered`);
    found(loss.holes > 0, `${name}: ${loss.holes} commits are missing before others that are there`);
    found(loss.afterTarget > 0, `${name}: ${loss.afterTarget} commits of after the target are there`);
    found(loss.seconds > rpo, `${name}: ${seconds(loss.seconds)} of commits are lost, the RPO is ${rpo} s`);
    found(rtoSeconds > rto, `${name}: it took ${seconds(rtoSeconds)}, the RTO is ${rto} s`);
    faults.push(...content.differences.map((difference) => `${name}: ${difference}`));
    faults.push(...verification.damage.map((damage) => `${name}: ${damage}`));
  }
  faults.push(...(replay?.differences ?? []).map((difference) => `replayed history: ${difference}`));
  found(
    archiveTimeoutSeconds > TARGETS.rpoSeconds,
    `archive_timeout lets ${archiveTimeoutSeconds} s of commits be lost, the RPO is ${TARGETS.rpoSeconds} s`,
  );
  found(failure === null && (recoveries.length === 0 || replay === null), "the drill did not come to its end");
  return {
    targets: TARGETS,
    rpoSeconds: worst(recoveries.map(({ loss }) => loss.seconds)),
    rtoSeconds: worst(recoveries.map(({ rtoSeconds }) => rtoSeconds)),
    faults,
  };
}

/** The report for people, in Markdown. */
export function describeDrill(report: DrillReport): string {
  const { faults, rpoSeconds, rtoSeconds } = judgeDrill(report);
  const said = (value: number | null) => (value === null ? "not reached" : seconds(value));
  const { backup, replay } = report;
  const megabytes = ((backup?.bytes ?? 0) / 1e6).toFixed(0);
  return `${[
    `# Recovery drill of ${report.startedAt}`,
    "",
    faults.length === 0 ? "**Passed.**" : "**Not passed.**",
    ...faults.map((fault) => `\n- ${fault.trim().replaceAll("\n", "\n  ")}`),
    "",
    "| | target | achieved |",
    "|---|---|---|",
    `| RPO | ${TARGETS.rpoSeconds} s | ${said(rpoSeconds)}; by archive_timeout at most ${report.archiveTimeoutSeconds} s and the copy of a segment |`,
    `| RTO | ${TARGETS.rtoSeconds} s | ${said(rtoSeconds)} |`,
    "",
    `${report.server ?? "The server did not start"}. A synthetic organisation of ${report.people} people. ` +
      (backup
        ? `Base backup of ${megabytes} MB, from ${backup.startLsn} to ${backup.endLsn}.`
        : "No backup was taken."),
    ...report.recoveries.flatMap(describeRecovery),
    "",
    "## Replay of the recovered history",
    "",
    replay === null
      ? "Not reached."
      : `${replay.events} events, ${replay.records} records and ${replay.accessRows} rows of effective access in ` +
        `${seconds(replay.seconds)}; ${replay.tables - replay.differences.length} of ${replay.tables} tables are equal.`,
    "",
    "## Steps",
    "",
    "| step | seconds |",
    "|---|---|",
    ...report.steps.map((step) => `| ${step.name} | ${step.seconds.toFixed(1)} |`),
  ].join("\n")}\n`;
}

function describeRecovery({ name, until, loss, rtoSeconds, content, verification }: Recovery): string[] {
  const equal = content.tables - content.differences.length;
  return [
    "",
    `## Recovered ${name}`,
    "",
    `- target: ${until ?? "everything that was archived"}`,
    `- last commit ${loss.lastCommit ?? "none"}, last recovered ${loss.lastRecovered ?? "none"}`,
    `- lost: ${loss.lost} of ${loss.expected} commits, ${seconds(loss.seconds)}; of after the target ${loss.afterTarget}`,
    `- content: ${equal} of ${content.tables} tables (${content.rows} rows) are what they were at the target`,
    `- history: ${verification.rows} rows read under ${verification.seals} seals, ${verification.damage.length} damaged`,
    `- from destruction to verified: ${seconds(rtoSeconds)}`,
  ];
}
