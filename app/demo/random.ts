/** A small deterministic source of values: sfc32, seeded from a label, so that any record can be made alone again. */
export type Random = {
  /** A number in [0, 1). */
  next: () => number;
  /** A whole number in [0, below). */
  integer: (below: number) => number;
  /** True with the given probability. */
  chance: (probability: number) => boolean;
  /** One element of a list that is not empty. */
  pick: <T>(list: readonly T[]) => T;
  /** `length` characters of the alphabet. */
  text: (length: number, alphabet: string) => string;
};

export const HEX = "0123456789abcdef";
export const DIGITS = "0123456789";
export const BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";
export const UPPER_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Four 32-bit words from a text (cyrb128, public domain). */
function hashText(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}

/**
 * @param seed the seed of the whole organisation
 * @param label what is drawn, e.g. `person/17`; another label is an independent stream
 */
export function createRandom(seed: number, label: string): Random {
  let [a, b, c, d] = hashText(`${seed}/${label}`);
  function word(): number {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
  // sfc32 needs some rounds before similar seeds stop giving similar numbers.
  for (let i = 0; i < 8; i++) word();
  const next = () => word() / 4294967296;
  const integer = (below: number) => Math.floor(next() * below);
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]) => list[integer(list.length)] as T,
    text: (length, alphabet) => {
      let made = "";
      for (let i = 0; i < length; i++) made += alphabet[integer(alphabet.length)];
      return made;
    },
  };
}

/** @returns a lower-case UUID of version 4 layout, the same one for the same seed and label. */
export function createUuid(seed: number, label: string): string {
  const hex = createRandom(seed, `uuid/${label}`).text(32, HEX);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/**
 * A permutation of [0, size) that needs no memory: a four-round Feistel network on the next power of four, walked
 * until the value falls into the range.
 */
export function createPermutation(seed: number, label: string, size: number): (index: number) => number {
  const random = createRandom(seed, `permutation/${label}`);
  let half = 1;
  while (2 ** (2 * half) < size) half++;
  const mask = 2 ** half - 1;
  const keys = [0, 0, 0, 0].map(() => Math.floor(random.next() * 4294967296));
  function shuffle(value: number): number {
    let left = value >>> half;
    let right = value & mask;
    for (const key of keys) {
      const mixed = Math.imul(right ^ key, 2654435761) ^ (key >>> 7);
      [left, right] = [right, left ^ ((mixed >>> 11) & mask)];
    }
    return ((left << half) | right) >>> 0;
  }
  return (index) => {
    let value = shuffle(index);
    while (value >= size) value = shuffle(value);
    return value;
  };
}
