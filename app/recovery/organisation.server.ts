import path from "node:path";
import type { Database } from "../db/database.server.ts";
import { generateOrganisation } from "../demo/generate.server.ts";
import { createSealFile, type SealPublisher } from "../history/published-seals.server.ts";
import { sealHistory } from "../history/seal-history.server.ts";
import { openSealingKeys, openTrustedKeys } from "../history/sealing-keys.server.ts";
import { verifyHistory } from "../history/verify-history.server.ts";
import { ensureTenant, listTenants } from "../store/tenants.server.ts";
import { ingest } from "../sync/ingest.server.ts";
import type { Recovery } from "./report.ts";
import type { Scratch } from "./scratch.server.ts";

const TENANT = "drill";

const keysOf = ({ history }: Scratch) => ({ signingKey: null, trustedKeys: null, folder: history });
const publisherOf = ({ history }: Scratch) => createSealFile(path.join(history, "seals.jsonl"));

/** Reads a synthetic organisation as an export is read, however much it removes, and seals what that wrote. */
export async function ingestOrganisation(
  database: Database,
  scratch: Scratch,
  { people, seed }: { people: number; seed: number },
  onProgress: (message: string) => void,
): Promise<void> {
  await generateOrganisation({ people, seed, out: scratch.bundle });
  const { id } = await ensureTenant(database, TENANT);
  const result = await ingest(database, {
    bundle: scratch.bundle,
    tenantId: id,
    actor: "system:drill",
    allowMassRemoval: true,
    onProgress,
  });
  if (result.fileRejected) throw new Error(`the synthetic organisation in ${scratch.bundle} could not be read`);
  await sealHistory({ database, keys: await openSealingKeys(keysOf(scratch)), publisher: publisherOf(scratch) }, id);
}

/**
 * Verifies every organisation against the seals that were published up to a moment: those of later are lost with the
 * rows that they seal, and the verifier would say so.
 */
export async function verifyOrganisation(
  database: Database,
  scratch: Scratch,
  moment: string | null,
  onProgress: (message: string) => void,
): Promise<Recovery["verification"]> {
  const verifying = {
    database,
    publisher: publishedUntil(publisherOf(scratch), moment),
    readTrusted: () => openTrustedKeys(keysOf(scratch)),
  };
  const told = { rows: 0, seals: 0, damage: [] as string[] };
  for (const { id } of await listTenants(database)) {
    const { logs, damage } = await verifyHistory(verifying, id, { onProgress });
    for (const { rows, seals } of logs) {
      told.rows += rows;
      told.seals += seals;
    }
    told.damage.push(...damage.map(({ log, kind, where }) => `${log} is damaged, ${kind}: ${where}`));
  }
  if (told.seals === 0) told.damage.push("there is no seal to verify by");
  return told;
}

function publishedUntil(publisher: SealPublisher, moment: string | null): SealPublisher {
  const isBefore = (sealedAt: string) => moment !== null && Date.parse(sealedAt) <= Date.parse(moment);
  return {
    ...publisher,
    async read() {
      const published = await publisher.read();
      return {
        async *[Symbol.asyncIterator]() {
          for await (const seal of published) if (isBefore(seal.body.sealedAt)) yield seal;
        },
      };
    },
  };
}
