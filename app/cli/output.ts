import { once } from "node:events";

/** Writes to stdout and waits while the reader is behind, so that an export of any size takes constant memory. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** One JSON document on stdout. */
export async function writeJson(value: unknown): Promise<void> {
  await writeOut(`${JSON.stringify(value, null, 2)}\n`);
}
