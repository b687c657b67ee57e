import { existsSync } from "node:fs";
import path from "node:path";
import { generateOrganisation } from "../app/demo/generate.server.ts";
import { BENCH_FOLDER, createMigratedDatabase } from "./bench-server.server.ts";
import { runIngest } from "./run-ingest.server.ts";

const PEOPLE = 700;

/** Makes a database anew with the demo organisation that `npm start` shows. @returns the owner's connection string */
export async function createDemoDatabase(serverUrl: string, name: string): Promise<string> {
  const url = await createMigratedDatabase(serverUrl, name);
  const bundle = path.join(BENCH_FOLDER, `demo-${PEOPLE}`);
  if (!existsSync(bundle)) await generateOrganisation({ people: PEOPLE, seed: 1, out: bundle });
  await runIngest(bundle, url);
  return url;
}
