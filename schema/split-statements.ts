export type SqlStatement = { text: string; line: number };

const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|;/g;

/**
 * Cuts a migration into its statements, so that an error can be told by file and line also where the server gives no
 * position. Knows comments, strings, quoted names and dollar quotes.
 * @returns each statement without its semicolon, with the line (from 1) on which its first word stands
 */
export function splitStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let start = 0;
  const push = (end: number) => {
    const text = sql.slice(start, end);
    const words = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
    const first = words.search(/\S/);
    if (first >= 0) statements.push({ text: text.slice(first), line: lineAt(sql, start + first) });
    start = end + 1;
  };
  for (const match of sql.matchAll(TOKEN)) {
    if (match[0] === ";") push(match.index);
  }
  push(sql.length);
  return statements;
}

/** @returns the line (from 1) of the character at `offset`. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
