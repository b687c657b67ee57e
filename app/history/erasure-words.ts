import { randomBytes } from "node:crypto";

/** What is looked for, as PostgreSQL's regular expressions, the longest first, and what comes in its place. */
export type ErasureWords = { patterns: string[]; replacements: string[]; words: string[] };

/** Shorter ones are parts of everything. */
const SHORTEST = 3;

/**
 * @param given e-mails, names and logins of one person
 * @param shared those of them that stand in names of somebody or something else, such as the login `test`
 * @returns whole words in any case, shared ones only where they are the whole of a value; an e-mail keeps its domain, by
 * which accounts are told apart
 */
export function erasureWordsOf(
  given: readonly string[],
  shared: readonly string[] = [],
  token = randomBytes(4).toString("hex"),
): ErasureWords {
  const words = [...new Set(given.map((word) => word.trim().toLowerCase()).filter((word) => word.length >= SHORTEST))];
  words.sort((one, two) => two.length - one.length || one.localeCompare(two));
  const others = new Set(shared.map((word) => word.trim().toLowerCase()));
  return {
    words,
    patterns: words.map((word) => (others.has(word) ? wholeValue(word) : wholeWord(word))),
    replacements: words.map((word) => {
      const [, domain] = /@([^@]+)$/.exec(word) ?? [];
      return domain === undefined ? `erased-${token}` : `erased-${token}@${domain}`;
    }),
  };
}

/** PostgreSQL's regular expression for the word between anything but letters and digits. */
export function wholeWord(word: string): string {
  return `(?<![[:alnum:]])${inJson(word)}(?![[:alnum:]])`;
}

/** Between the ends of a text or of a string in JSON. */
function wholeValue(word: string): string {
  return `(?<![^"])${inJson(word)}(?![^"])`;
}

/** As the word stands in a text or, escaped, in JSON. */
function inJson(word: string): string {
  const [plain, escaped] = [word, JSON.stringify(word).slice(1, -1)].map((text) =>
    text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  );
  return plain === escaped ? `${plain}` : `(?:${escaped}|${plain})`;
}
