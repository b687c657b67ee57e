/**
 * Whether an IAM pattern (`*` any text, `?` one character) covers a text. The text may be a pattern itself: then the
 * answer is yes only when everything that the text matches is matched by the pattern, so `?` never covers `*`.
 * Linear in practice and never exponential, whatever the pattern: documents come from outside.
 */
export function globCovers(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === "*") {
      star = p++;
      resume = t;
    } else if (wanted !== undefined && (wanted === text[t] || (wanted === "?" && text[t] !== "*"))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/**
 * A pattern that both patterns cover, as wide as one pattern can be, or null when no text matches both.
 * Where the two cut each other in several ways, one of them is given: enough to know that something is left.
 */
export function globMeet(left: string, right: string): string | null {
  if (globCovers(left, right)) return right;
  if (globCovers(right, left)) return left;
  const width = right.length + 1;
  const dead = new Uint8Array((left.length + 1) * width);
  const walk = (start: number): string | null => {
    // Depth first without recursion: each entry is a position in both patterns and the text made so far.
    const open: { at: number; made: string }[] = [{ at: start, made: "" }];
    for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
      const { at, made } = entry;
      if (dead[at] === 1) continue;
      dead[at] = 1;
      const l = left[Math.floor(at / width)];
      const r = right[at % width];
      if (l === undefined && r === undefined) return made;
      if (l === "*") open.push({ at: at + width, made: r === "*" ? `${made}*` : made });
      if (r === "*") open.push({ at: at + 1, made: l === "*" ? `${made}*` : made });
      if (l === "*" && r !== undefined && r !== "*") open.push({ at: at + 1, made: made + r });
      else if (r === "*" && l !== undefined && l !== "*") open.push({ at: at + width, made: made + l });
      else if (l !== undefined && r !== undefined && l !== "*" && (l === r || l === "?" || r === "?")) {
        open.push({ at: at + width + 1, made: made + (l === "?" ? r : l) });
      }
    }
    return null;
  };
  return walk(0)?.replace(/\*+/g, "*") ?? null;
}
