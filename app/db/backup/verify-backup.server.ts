import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

/** What of a backup manifest is read (PostgreSQL manual, "Backup Manifest Format"); names that are no UTF-8 are given in hex. */
const Manifest = z.object({
  Files: z.array(
    z.object({
      Path: z.string().optional(),
      "Encoded-Path": z.string().optional(),
      "Checksum-Algorithm": z.literal("SHA256"),
      Checksum: z.string(),
    }),
  ),
});

/**
 * Compares an unpacked backup with its manifest, as `pg_verifybackup` does.
 * @returns how many files were compared
 * @throws Error that names the first file which is missing or not as the server sent it
 */
export async function verifyBackup(cluster: string, manifestFile: string): Promise<number> {
  const { Files } = Manifest.parse(JSON.parse(await readFile(manifestFile, "utf8")));
  for (const file of Files) {
    const name = file.Path ?? Buffer.from(file["Encoded-Path"] ?? "", "hex").toString();
    const hash = createHash("sha256");
    await pipeline(createReadStream(path.join(cluster, name)), hash);
    if (hash.digest("hex") !== file.Checksum) throw new Error(`the backup's ${name} is not what the server sent`);
  }
  return Files.length;
}
