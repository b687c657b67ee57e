import { readFile } from "node:fs/promises";
import path from "node:path";

const DOCUMENT = path.join(import.meta.dirname, "../../docs/siem.md");

/** A row of the table in docs/siem.md: which lines it takes, and what they are in OCSF. */
export type DocumentedLine = { line: string; classUid: number; activities: string };

/** The table of lines in docs/siem.md. */
export async function readDocumentedLines(): Promise<DocumentedLine[]> {
  const rows = await readTable("| line | OCSF class");
  return rows.map(([line = "", ocsf = "", activities = ""]) => ({
    line,
    classUid: Number(/\((\d+)\)/.exec(ocsf)?.[1]),
    activities,
  }));
}

/** The cells of a table of docs/siem.md. @param head how its first line begins */
export async function readTable(head: string): Promise<string[][]> {
  const lines = (await readFile(DOCUMENT, "utf8")).split("\n");
  const start = lines.findIndex((line) => line.startsWith(head));
  if (start === -1) throw new Error(`docs/siem.md has no table that begins ${head}`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
