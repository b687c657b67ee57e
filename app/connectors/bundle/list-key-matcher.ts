import { locateSyntaxFault } from "./json-syntax.ts";

export type ListKeyMatcher = {
  /** @returns whether a key of so many bytes, quotes included and escapes excluded, may be a list key at all. */
  mayMatch: (length: number) => boolean;
  /** @returns the list key that these bytes, a quoted JSON string, spell; null for any other key. */
  match: (quoted: Buffer) => string | null;
};

/** Makes a matcher of raw keys, which are compared as bytes and only decoded when they hold an escape. */
export function createListKeyMatcher(listKeys: readonly string[]): ListKeyMatcher {
  const keys = listKeys.map((key) => ({ key, quoted: Buffer.from(JSON.stringify(key)) }));
  const lengths = new Set(keys.map(({ quoted }) => quoted.length));
  return {
    mayMatch: (length) => lengths.has(length),
    match: (quoted) => {
      const isEscaped = quoted.includes(0x5c) && locateSyntaxFault(quoted) === null;
      const plain = isEscaped ? Buffer.from(JSON.stringify(JSON.parse(quoted.toString("utf8")))) : quoted;
      return keys.find((candidate) => candidate.quoted.equals(plain))?.key ?? null;
    },
  };
}
