import { endsWord } from "./json-syntax.ts";

/**
 * Runs over the bytes of one JSON value to its end, without looking at what it holds: only strings, escapes and the
 * depth of brackets are followed. This is the loop that sees every byte of a bundle.
 */
export class ValueSkipper {
  active = false;
  isWord = false;
  /** Open brackets of the value. */
  depth = 0;
  /** Whether a `\u` escape was met since this was last set to false. */
  hasUnicodeEscape = false;
  #inString = false;
  #escaped = false;

  /** Starts at the first byte of a value; `skip` then gets the bytes from that one on. */
  start(byte: number): void {
    this.active = true;
    this.depth = 0;
    this.#inString = false;
    this.isWord = byte !== 0x22 && byte !== 0x5b && byte !== 0x7b;
  }

  /**
   * @returns the index after the value's last byte, then `active` is false; the chunk's length when the value goes
   * on; or the complement (`~index`) of a bracket that opens more than `maxDepth`.
   */
  skip(chunk: Buffer, from: number, maxDepth: number): number {
    return this.isWord ? this.#skipWord(chunk, from) : this.#skipBracketed(chunk, from, maxDepth);
  }

  #skipWord(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index++) {
      if (endsWord(chunk[index] as number)) {
        this.active = false;
        return index;
      }
    }
    return chunk.length;
  }

  #skipBracketed(chunk: Buffer, from: number, maxDepth: number): number {
    const length = chunk.length;
    let index = from;
    let depth = this.depth;
    let inString = this.#inString;
    if (this.#escaped) {
      this.#escaped = false;
      this.hasUnicodeEscape ||= chunk[index] === 0x75;
      index++;
    }
    while (index < length) {
      const byte = chunk[index++] as number;
      if (inString) {
        if (byte === 0x5c) {
          if (index === length) {
            this.#escaped = true;
          } else if (chunk[index++] === 0x75) {
            this.hasUnicodeEscape = true;
          }
          continue;
        }
        if (byte !== 0x22) {
          continue;
        }
        inString = false;
      } else if (byte === 0x22) {
        inString = true;
        continue;
      } else if ((byte | 0x20) === 0x7b) {
        if (++depth > maxDepth) {
          return ~(index - 1);
        }
        continue;
      } else if ((byte | 0x20) === 0x7d) {
        depth--;
      } else {
        continue;
      }
      if (depth === 0) {
        this.active = false;
        break;
      }
    }
    this.depth = depth;
    this.#inString = inString;
    return index;
  }
}
