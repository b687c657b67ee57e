import { mkdir, open, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type LogName, readSeal, type Seal } from "./seal.ts";

/** Where seals go that nobody of the database can reach. */
export type SealPublisher = {
  publish(seal: Seal): Promise<void>;
  /** The number of the last seal published of a log; 0 before the first. What others publish meanwhile may be missed. */
  lastNumber(tenantId: string, log: LogName): Promise<number>;
  /** Everything published, in order. Lines that are no seal are counted. */
  read(): Promise<{ seals: Seal[]; unreadable: number }>;
};

const Line = z.object({ seal: z.string(), signature: z.string() });

/** A file to which lines are only ever added, each of them on disk before the next: one JSON object a seal. */
export function createSealFile(file: string): SealPublisher {
  // A year of seals is hundreds of megabytes, and the sealer asks every minute.
  let last: Map<string, number> | null = null;
  const note = (numbers: Map<string, number>, { body }: Seal) => {
    const key = `${body.tenantId} ${body.log}`;
    numbers.set(key, Math.max(body.number, numbers.get(key) ?? 0));
  };
  const read = async () => {
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
  };
  return {
    read,
    async lastNumber(tenantId, log) {
      if (last === null) {
        last = new Map();
        for (const seal of (await read()).seals) note(last, seal);
      }
      return last.get(`${tenantId} ${log}`) ?? 0;
    },
    async publish(seal) {
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(file, "a", 0o644);
      try {
        const line = { seal: seal.text, signature: seal.signature.toString("hex") };
        await handle.appendFile(`${JSON.stringify(line)}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      if (last !== null) note(last, seal);
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
