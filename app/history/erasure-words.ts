import { randomBytes } from "node:crypto";

/** What is looked for, as PostgreSQL's regular expressions, the longest first, and what comes in its place. */
export type ErasureWords = { patterns: string[]; replacements: string[]; words: string[] };

/** Shorter ones are parts of everything. */
const SHORTEST = 3;

/**
 * @param given e-mails, names and logins of one person
 * @returns whole words in any case; an e-mail keeps its domain, by which accounts are told apart
 */
export function erasureWordsOf(given: readonly string[], token = randomBytes(4).toString("hex")): ErasureWords {
  const words = [...new Set(given.map((word) => word.trim().toLowerCase()).filter((word) => word.length >= SHORTEST))];
  words.sort((one, two) => two.length - one.length || one.localeCompare(two));
  return {
    words,
    patterns: words.map((word) => `(?<![[:alnum:]])${inJson(word)}(?![[:alnum:]])`),
    replacements: words.map((word) => {
      const [, domain] = /@([^@]+)$/.exec(word) ?? [];
      return domain === undefined ? `erased-${token}` : `erased-${token}@${domain}`;
    }),
  };
}

/** As the word stands in a text or, escaped, in JSON. */
function inJson(word: string): string {
  const [plain, escaped] = [word, JSON.stringify(word).slice(1, -1)].map((text) =>
    text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  );
  return plain === escaped ? `${plain}` : `(?:${escaped}|${plain})`;
}
