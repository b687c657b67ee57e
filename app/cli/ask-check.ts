import { createInterface } from "node:readline";
import { Command } from "commander";
import { z } from "zod";
import { createGuard, type Guard } from "../ask/guard/guard.server.ts";
import type { Verdict } from "../ask/guard/verdict.ts";
import type { Json } from "../model/json.ts";
import { EXIT, UsageError } from "./exit.ts";
import { writeJson, writeOut } from "./output.ts";

const lineShape = z.object({ id: z.json(), sql: z.string() });

export function askCheckCommand(): Command {
  return new Command("check")
    .description("Says whether SQL may run as an analyst's question; needs no database and runs nothing.")
    .argument("[sql]", "one statement; 1 when it is refused")
    .option("--ndjson", 'reads {"id","sql"} lines from stdin and prints {"id","ok","layer","reason"} lines')
    .option("--json", "prints JSON")
    .action(async (sql: string | undefined, options: { ndjson?: boolean; json?: boolean }) => {
      if ((sql === undefined) === (options.ndjson === undefined)) {
        throw new UsageError("give one statement, or --ndjson and statements on stdin");
      }
      const guard = createGuard();
      try {
        process.exitCode =
          sql === undefined ? await checkLines(guard) : await checkOne(guard, sql, options.json === true);
      } finally {
        await guard.close();
      }
    });
}

async function checkOne(guard: Guard, sql: string, asJson: boolean): Promise<number> {
  const verdict = await guard.check(sql);
  if (asJson) await writeJson(verdict);
  else if (verdict.ok) await writeOut(`accepted; reads ${verdict.tables.join(", ") || "no table"}\n`);
  else await writeOut(`refused by ${verdict.layer}: ${verdict.reason}\n`);
  return verdict.ok ? EXIT.done : EXIT.no;
}

/** One line out for each line in, in order. A line that is no such JSON is refused like a statement. */
async function checkLines(guard: Guard): Promise<number> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const question = parseLine(line);
    const verdict: Verdict =
      typeof question.sql === "string"
        ? await guard.check(question.sql)
        : { ok: false, layer: "comments", reason: 'the line is not JSON of the form {"id": ..., "sql": "..."}' };
    const { layer = null, reason = null } = verdict.ok ? {} : verdict;
    await writeOut(`${JSON.stringify({ id: question.id, ok: verdict.ok, layer, reason })}\n`);
  }
  return EXIT.done;
}

/** @returns the id as it came, so that whoever asks finds its line again */
function parseLine(line: string): { id: Json; sql: string | null } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, sql: null };
  }
  const parsed = lineShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const id = z.object({ id: lineShape.shape.id }).safeParse(value);
  return { id: id.success ? id.data.id : null, sql: null };
}
