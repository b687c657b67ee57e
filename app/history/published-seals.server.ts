import { mkdir, open, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { readSeal, type Seal } from "./seal.ts";

/** Where seals go that nobody of the database can reach. */
export type SealPublisher = {
  publish(seal: Seal): Promise<void>;
  /** Everything published, in order. Lines that are no seal are counted. */
  read(): Promise<{ seals: Seal[]; unreadable: number }>;
};

const Line = z.object({ seal: z.string(), signature: z.string() });

/** A file to which lines are only ever added, each of them on disk before the next: one JSON object a seal. */
export function createSealFile(file: string): SealPublisher {
  return {
    async publish({ text, signature }) {
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(file, "a", 0o644);
      try {
        await handle.appendFile(`${JSON.stringify({ seal: text, signature: signature.toString("hex") })}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
    async read() {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      const seals: Seal[] = [];
      let unreadable = 0;
      for (const line of text.split("\n").filter((one) => one !== "")) {
        const seal = sealOfLine(line);
        if (seal === null) unreadable += 1;
        else seals.push(seal);
      }
      return { seals, unreadable };
    },
  };
}

function sealOfLine(line: string): Seal | null {
  try {
    const parsed = Line.safeParse(JSON.parse(line));
    return parsed.success ? readSeal(parsed.data.seal, Buffer.from(parsed.data.signature, "hex")) : null;
  } catch {
    return null;
  }
}
