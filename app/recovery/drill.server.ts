import { migrate } from "../../schema/migrate.server.ts";
import { archiveSettings } from "../db/backup/archive-settings.ts";
import { takeBaseBackup } from "../db/backup/base-backup.server.ts";
import type { ContentDigest } from "../history/replay-compare.server.ts";
import type { Marker } from "./markers.ts";
import { ingestOrganisation } from "./organisation.server.ts";
import { recover } from "./recover.server.ts";
import { replayRecovered } from "./replay-recovered.server.ts";
import type { DrillReport } from "./report.ts";
import { digestOf, type RunningServer, startServer, waitForArchive } from "./running-server.server.ts";
import type { Scratch } from "./scratch.server.ts";
import { createSteps, StepError, type Steps } from "./steps.ts";
import { writeMarkers } from "./write-markers.server.ts";

/** What is written after the last segment that the archive has, and so is lost with the server: half a second's commits. */
const MARKERS_LOST = 5;
/** What a busy machine may take to copy a segment that is due. */
const ARCHIVE_PATIENCE_SECONDS = 120;

export type DrillOptions = {
  scratch: Scratch;
  /** Of the synthetic organisation: 20 to 50,000. */
  people: number;
  archiveTimeoutSeconds: number;
  onProgress: (message: string) => void;
};

/** What is remembered of the server, outside it. */
type Remembered = {
  written: readonly Marker[];
  target: string;
  contentAtTarget: ContentDigest;
  contentAtEnd: ContentDigest;
};

/**
 * Fills a server of its own, backs it up, goes on writing, destroys it, and recovers it twice: to a moment before a
 * mistake, and to the last that was archived. The moment's history is replayed as well. The server is ended in any case;
 * its folder is the caller's.
 * @returns what happened, also when a step failed
 */
export async function drill(options: DrillOptions): Promise<DrillReport> {
  const { scratch, people, archiveTimeoutSeconds, onProgress } = options;
  const steps = createSteps(onProgress);
  const report: DrillReport = {
    ...{ startedAt: new Date().toISOString(), people, archiveTimeoutSeconds, server: null, backup: null },
    ...{ recoveries: [], replay: null, steps: steps.done, failure: null },
  };
  let running: RunningServer | null = null;
  const onStarted = (server: RunningServer) => {
    running = server;
  };
  const destroy = async () => {
    await running?.destroy();
    running = null;
    return performance.now();
  };
  try {
    const first = await steps.run("starting a server that archives its log", (progress) =>
      startServer(scratch, archiveSettings(scratch.archive, archiveTimeoutSeconds), progress),
    );
    onStarted(first);
    const remembered = await live(first, options, steps, report);
    let destroyedAt = await steps.run("destroying the server", destroy);
    const { written } = remembered;
    const moment = { written, until: remembered.target, content: remembered.contentAtTarget, destroyedAt };
    report.recoveries.push(await recover(scratch, steps, { ...moment, name: "to the moment" }, onStarted));
    report.replay = await steps.run("replaying the recovered history into an empty database", (progress) => {
      if (running === null) throw new Error("there is no server");
      return replayRecovered(running, progress);
    });
    destroyedAt = await steps.run("destroying the recovered server", destroy);
    const end = { written, until: null, content: remembered.contentAtEnd, destroyedAt };
    report.recoveries.push(await recover(scratch, steps, { ...end, name: "to the end of the archive" }, onStarted));
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    report.failure = { step: error.step, message: error.message };
  } finally {
    await (running as RunningServer | null)?.destroy({ keepFiles: true });
  }
  return report;
}

/** The server's life: filled, backed up, changed, spoiled by a wrong export, archived; written to until it ends. */
async function live(
  { database, owner, ownerUrl }: RunningServer,
  { scratch, people, archiveTimeoutSeconds }: DrillOptions,
  steps: Steps,
  report: DrillReport,
): Promise<Remembered> {
  report.server = await steps.run("migrating", async (onProgress) => {
    await migrate(ownerUrl, { onProgress });
    return (await owner.pool.query("select version() as version")).rows[0]?.version ?? null;
  });
  const ingested = (name: string, organisation: { people: number; seed: number }) =>
    steps.run(name, async (onProgress) => {
      await ingestOrganisation(database, scratch, organisation, onProgress);
      return digestOf(owner);
    });
  await ingested("the first ingest", { people, seed: 1 });
  const markers = await steps.run("writing a row every 100 ms from now on", () => writeMarkers(owner));
  report.backup = await steps.run("taking a base backup while commits go on", async () => {
    const { bytes, startLsn, endLsn } = await takeBaseBackup(ownerUrl, scratch.backup);
    return { bytes, startLsn, endLsn };
  });
  const contentAtTarget = await ingested("an ingest after the backup", {
    people: people + Math.ceil(people / 10),
    seed: 1,
  });
  const target = await steps.run("choosing the moment to go back to", async () => {
    await markers.more(1);
    return markers.written.at(-1)?.committedAt ?? "";
  });
  const contentAtEnd = await ingested("a wrong export is ingested after the moment to go back to", { people, seed: 2 });
  await steps.run(`waiting for the archive, ${archiveTimeoutSeconds} s at most by archive_timeout`, () =>
    waitForArchive(owner, archiveTimeoutSeconds + ARCHIVE_PATIENCE_SECONDS),
  );
  await steps.run("commits that the archive does not have yet", () => markers.more(MARKERS_LOST));
  return { written: markers.written, target, contentAtTarget, contentAtEnd };
}
