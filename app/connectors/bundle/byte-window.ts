import { movePosition, type Position } from "./position.ts";

const EMPTY = Buffer.alloc(0);

/**
 * The current chunk of a byte stream, of the chunks before it what is held, and where in the file that stands.
 * Offsets count from the start of the stream. Chunks are kept, not copied: the giver must not reuse them.
 */
export class ByteWindow {
  #chunk: Buffer = EMPTY;
  #base = 0;
  #pieces: Buffer[] = [];
  #hold = -1;
  #heldFrom: Position = { line: 1, column: 1 };
  readonly #position: Position = { line: 1, column: 1 };
  #positionAt = 0;

  /** Offset of the current chunk's first byte. */
  get base(): number {
    return this.#base;
  }

  /** Offset from which bytes are held, or -1. */
  get hold(): number {
    return this.#hold;
  }

  /** Where the held bytes start. */
  get heldFrom(): Position {
    return this.#heldFrom;
  }

  /** Makes `chunk` the current one; of the one before only held bytes stay. */
  enter(chunk: Buffer): void {
    const end = this.#base + this.#chunk.length;
    this.#moveTo(end);
    if (this.#hold < 0) {
      this.#pieces = [];
    } else if (this.#hold >= this.#base) {
      this.#pieces = [this.#chunk.subarray(this.#hold - this.#base)];
    } else {
      this.#pieces.push(this.#chunk);
    }
    this.#base = end;
    this.#chunk = chunk;
  }

  /** Holds the bytes from `at` on, an offset in the current chunk. */
  holdFrom(at: number): void {
    this.#heldFrom = this.positionOf(at);
    this.#hold = at;
  }

  /** Holds nothing any more. */
  release(): void {
    this.#hold = -1;
  }

  /** @returns the place of an offset in the current chunk; offsets asked for must not go back. */
  positionOf(at: number): Position {
    this.#moveTo(at);
    return { ...this.#position };
  }

  /** The character before `at` takes up no column: a byte order mark. */
  uncountCharacterBefore(at: number): void {
    this.#moveTo(at);
    this.#position.column--;
  }

  /** @returns the bytes `[start, end)`; `start` must not be before what is held. */
  slice(start: number, end: number): Buffer {
    if (start >= this.#base) {
      return this.#chunk.subarray(start - this.#base, end - this.#base);
    }
    const parts = [this.#chunk.subarray(0, Math.max(0, end - this.#base))];
    let pieceStart = this.#base;
    for (let index = this.#pieces.length - 1; index >= 0 && pieceStart > start; index--) {
      const piece = this.#pieces[index] as Buffer;
      pieceStart -= piece.length;
      parts.push(piece.subarray(Math.max(0, start - pieceStart), Math.max(0, end - pieceStart)));
    }
    return Buffer.concat(parts.reverse());
  }

  /** @returns the bytes `[start, end)` as text, invalid UTF-8 as U+FFFD. */
  text(start: number, end: number): string {
    return start >= this.#base
      ? this.#chunk.toString("utf8", start - this.#base, end - this.#base)
      : this.slice(start, end).toString("utf8");
  }

  #moveTo(at: number): void {
    movePosition(this.#position, this.#chunk, this.#positionAt - this.#base, at - this.#base);
    this.#positionAt = at;
  }
}
