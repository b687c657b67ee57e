/**
 * One word of a question. `text` is folded: lower case, no accents. `raw` is as it was written.
 * `quoted` came in quotation marks and may hold spaces; `possessive` ended in ’s; `comma` is followed by a comma.
 */
export type Token = { text: string; raw: string; quoted: boolean; possessive: boolean; comma: boolean };

const MAX_QUESTION = 500;
const QUOTED = /["“”«»]([^"“”«»]+)["“”«»]/u;
// Inside a word: what e-mail addresses, repositories, resource names and ARNs are made of.
const PART = new RegExp(`${QUOTED.source}|[\\p{L}\\p{M}\\p{N}._@/:+\\-'’#*=&|%]+|,`, "gu");
const EDGES = /^[.:'’\-/&=|]+|[.:'’\-/&=|]+$/gu;
const CONTRACTIONS: Readonly<Record<string, readonly string[]>> = {
  "can't": ["can", "not"],
  cannot: ["can", "not"],
  "won't": ["will", "not"],
};

/** @returns text as it is compared: lower case, without accents, one space between words. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/\s+/gu, " ")
    .trim();
}

/** Splits a question into words; what is longer than 500 characters is cut. */
export function tokenise(question: string): Token[] {
  const tokens: Token[] = [];
  for (const match of question.slice(0, MAX_QUESTION).normalize("NFKC").matchAll(PART)) {
    if (match[0] === ",") {
      const last = tokens.at(-1);
      if (last !== undefined) last.comma = true;
      continue;
    }
    if (match[1] !== undefined) {
      tokens.push({ text: fold(match[1]), raw: match[1].trim(), quoted: true, possessive: false, comma: false });
    } else tokens.push(...wordsOf(match[0].replaceAll(EDGES, "")));
  }
  return tokens.filter((token) => token.text !== "");
}

function wordsOf(raw: string): Token[] {
  const straight = raw.replaceAll("’", "'");
  const plain = (word: string, possessive = false): Token => ({
    text: fold(word),
    raw: word,
    quoted: false,
    possessive,
    comma: false,
  });
  const apart = CONTRACTIONS[straight.toLowerCase()];
  if (apart !== undefined) return apart.map((word) => plain(word));
  const negated = /^(\p{L}+)n't$/iu.exec(straight);
  if (negated?.[1] !== undefined) return [plain(negated[1]), plain("not")];
  const owner = /^(.+)'s$/iu.exec(straight);
  if (owner?.[1] !== undefined) return [plain(owner[1], true)];
  return [plain(raw)];
}
