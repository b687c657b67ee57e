/** A place in a file: line and column from 1, the column in characters (code points). */
export type Position = { line: number; column: number };

/** Moves `position` over `bytes[from, to)` of UTF-8 text; a line ends with a line feed. */
export function movePosition(position: Position, bytes: Uint8Array, from: number, to: number): void {
  let { line, column } = position;
  for (let index = from; index < to; index++) {
    const byte = bytes[index] as number;
    if (byte === 0x0a) {
      line++;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) {
      column++;
    }
  }
  position.line = line;
  position.column = column;
}
