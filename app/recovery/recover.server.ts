import { recoverySettings } from "../db/backup/archive-settings.ts";
import { restoreCluster } from "../db/backup/restore-cluster.server.ts";
import { type ContentDigest, compareContent } from "../history/replay-compare.server.ts";
import { type Marker, measureLoss } from "./markers.ts";
import { verifyOrganisation } from "./organisation.server.ts";
import type { Recovery } from "./report.ts";
import { digestOf, type RunningServer, startServer } from "./running-server.server.ts";
import type { Scratch } from "./scratch.server.ts";
import type { Steps } from "./steps.ts";
import { readMarkers } from "./write-markers.server.ts";

type Wanted = {
  name: string;
  /** ISO 8601; null for everything that was archived. */
  until: string | null;
  written: readonly Marker[];
  content: ContentDigest;
  /** By performance.now(). */
  destroyedAt: number;
};

/**
 * Restores the backup, recovers from the archive and proves what is there: commits, content, history.
 * @param onStarted told of the server as soon as it runs, so that it is ended whatever happens then
 * @throws StepError
 */
export async function recover(
  scratch: Scratch,
  steps: Steps,
  wanted: Wanted,
  onStarted: (server: RunningServer) => void,
): Promise<Recovery> {
  const { name, until, written } = wanted;
  await steps.run(`restoring the backup, ${name}`, () => restoreCluster(scratch.backup, scratch.dataDir));
  const server = await steps.run(`recovering ${name}`, (onProgress) =>
    startServer(scratch, recoverySettings(scratch.archive, until), onProgress),
  );
  onStarted(server);
  const { loss, content } = await steps.run(`comparing what was recovered ${name}`, async () => {
    const found = await digestOf(server.owner);
    return {
      loss: measureLoss(written, await readMarkers(server.owner), until),
      content: {
        tables: found.size,
        rows: [...found.values()].reduce((sum, { rows }) => sum + rows, 0),
        differences: compareContent(wanted.content, found),
      },
    };
  });
  const verification = await steps.run(`verifying history recovered ${name}`, (report) =>
    verifyOrganisation(server.database, scratch, until ?? loss.lastRecovered, report),
  );
  const rtoSeconds = (performance.now() - wanted.destroyedAt) / 1000;
  return { name, until, loss, rtoSeconds, content, verification };
}
