import { createReadStream } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type LogName, readSeal, type Seal } from "./seal.ts";

/** Where seals go that nobody of the database can reach. */
export type SealPublisher = {
  publish(seal: Seal): Promise<void>;
  /** The number of the last seal published of a log; 0 before the first. What others publish meanwhile may be missed. */
  lastNumber(tenantId: string, log: LogName): Promise<number>;
  /**
   * Everything published until now, in order, without lines that are no seal; they are read one by one, anew each time
   * that it is gone through.
   */
  read(): Promise<AsyncIterable<Seal>>;
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
  const read = async (): Promise<AsyncIterable<Seal>> => {
    const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return { size: 0 };
      throw error;
    });
    return { [Symbol.asyncIterator]: () => readSeals(file, size) };
  };
  return {
    read,
    async lastNumber(tenantId, log) {
      if (last === null) {
        last = new Map();
        for await (const seal of await read()) note(last, seal);
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

async function* readSeals(file: string, bytes: number): AsyncGenerator<Seal> {
  if (bytes === 0) return;
  let unfinished = "";
  for await (const text of createReadStream(file, { encoding: "utf8", end: bytes - 1 })) {
    const lines = `${unfinished}${text}`.split("\n");
    unfinished = lines.pop() ?? "";
    for (const line of lines) yield* sealsOfLine(line);
  }
  yield* sealsOfLine(unfinished);
}

/** @returns one, or none */
function sealsOfLine(line: string): Seal[] {
  try {
    const parsed = Line.safeParse(JSON.parse(line));
    const seal = parsed.success ? readSeal(parsed.data.seal, Buffer.from(parsed.data.signature, "hex")) : null;
    return seal === null ? [] : [seal];
  } catch {
    return [];
  }
}
