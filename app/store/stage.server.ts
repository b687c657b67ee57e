import { hash } from "node:crypto";
import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { nodeId } from "../model/node-id.ts";
import type { SourceRow } from "../model/source.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Where the rows of one scope wait until all of its files are read. */
export type Stage = {
  /** Resolves when the row may be forgotten (back-pressure of the connection). */
  add(position: { file: number; record: number | null }, row: SourceRow): Promise<void>;
  /** Takes out every row of a file that was rejected as a whole. */
  discardFile(file: number): Promise<void>;
  /** Ends the copy; the stage can be applied afterwards. */
  finish(): Promise<void>;
};

const CHUNK_BYTES = 256 * 1024;

/** Opens a temporary table in the running transaction and fills it by COPY; memory stays at one chunk. */
export async function createStage(client: pg.PoolClient, scope: string): Promise<Stage> {
  await client.query(`
    create temporary table stage (
      file_no integer not null, record_no integer, target text not null, id uuid not null,
      precedence smallint not null, ordinal integer not null, content_hash bytea not null, state text not null
    ) on commit drop`);
  let copy: ReturnType<typeof copyFrom> | null = null;
  let lines: string[] = [];
  let bytes = 0;
  let ordinal = 0;
  let failure: Error | undefined;

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    if (copy === null) {
      copy = client.query(copyFrom("copy stage from stdin"));
      copy.on("error", (error: Error) => {
        failure = error;
      });
    }
    const text = lines.join("");
    lines = [];
    bytes = 0;
    if (failure) throw failure;
    if (!copy.write(text)) await Promise.race([once(copy, "drain"), once(copy, "close")]);
    if (failure) throw failure;
  }

  async function endCopy(): Promise<void> {
    await flush();
    if (copy === null) return;
    const ending = copy;
    copy = null;
    await new Promise<void>((resolve, reject) => {
      ending.once("finish", resolve);
      ending.once("error", reject);
      ending.end();
    });
  }

  return {
    async add({ file, record }, row) {
      const state = canonicalJson({ ...row.columns, raw_response: row.raw, scope });
      const line =
        `${file}\t${record ?? "\\N"}\t${row.table}\t${row.id ?? nodeId(row.table, scope, ...row.key)}\t${row.precedence ?? 0}\t` +
        `${ordinal++}\t\\\\x${hash("sha256", state)}\t${escapeCopy(state)}\n`;
      lines.push(line);
      bytes += line.length;
      if (bytes >= CHUNK_BYTES) await flush();
    },
    async discardFile(file) {
      await endCopy();
      await client.query("delete from stage where file_no = $1", [file]);
    },
    async finish() {
      await endCopy();
      await client.query("analyze stage");
    },
  };
}

// JSON text holds no raw control characters, so the backslash is the only character that COPY reads specially.
function escapeCopy(json: string): string {
  return json.includes("\\") ? json.replaceAll("\\", "\\\\") : json;
}
