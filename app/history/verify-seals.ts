import { faultOfSeal, hashText, type LogName, type Seal, type TrustedKeys } from "./seal.ts";

/** What is wrong, in the order in which it would be looked into. */
export type Damage = {
  kind:
    | "seal changed"
    | "seal missing"
    | "seal inserted"
    | "seal not signed by a known key"
    | "seal's signature does not fit"
    | "behind what was published"
    | "withdrawal changed"
    | "withdrawal missing"
    | "withdrawal not signed by a known key"
    | "withdrawal's signature does not fit"
    | "row changed"
    | "row missing"
    | "row inserted"
    | "rows reordered"
    | "rows missing at the end"
    | "chain broken"
    | "run unknown"
    | "record and history disagree";
  tenantId: string;
  log: LogName;
  /** For people: the first row or seal of which it is true. */
  where: string;
};

type Stored = { number: number; seal: Seal | null };
type Found = { kind: Damage["kind"]; where: string };

/** What was published of a log beside what is stored: the last number, and those that say something else there. */
type Published = { last: number; differing: ReadonlySet<number> };

/**
 * Holds the stored seals of a log against those published, which pass by one at a time.
 * @param published of any tenant and log; of several with one number the last counts
 */
export async function comparePublished(
  stored: readonly Stored[],
  published: AsyncIterable<Seal>,
  of: { tenantId: string; log: LogName },
): Promise<Published> {
  const differing = new Set<number>();
  let last = 0;
  for await (const { body, text } of published) {
    if (body.tenantId !== of.tenantId || body.log !== of.log) continue;
    last = Math.max(last, body.number);
    const here = stored[body.number - 1];
    if (here?.number !== body.number || here.seal?.text === text) differing.delete(body.number);
    else differing.add(body.number);
  }
  return { last, differing };
}

/**
 * Checks the seals of one log by themselves and against those published.
 * @returns the first fault, or null
 */
export function verifySeals(stored: readonly Stored[], published: Published, keys: TrustedKeys): Found | null {
  let before: Seal | null = null;
  for (const [at, { number, seal }] of stored.entries()) {
    if (number !== at + 1) {
      return number <= at
        ? { kind: "seal inserted", where: `seal ${number} is there more than once` }
        : { kind: "seal missing", where: `seal ${at + 1}` };
    }
    if (seal === null || published.differing.has(number)) {
      return { kind: "seal changed", where: `seal ${number}` };
    }
    const fault = faultOfSeal(seal, keys);
    if (fault === "unknown key") return { kind: "seal not signed by a known key", where: `seal ${number}` };
    if (fault === "signature") return { kind: "seal's signature does not fit", where: `seal ${number}` };
    const previous: string | null = before === null ? null : hashText(before.text);
    const follows = seal.body.previous === previous && seal.body.size > (before?.body.size ?? 0);
    if (fault === "root" || seal.body.number !== number || !follows)
      return { kind: "seal changed", where: `seal ${number}` };
    before = seal;
  }
  if (published.last > stored.length) {
    return {
      kind: "behind what was published",
      where: `seal ${stored.length + 1} was published and is not in the database; restored from an older backup, or cut`,
    };
  }
  return null;
}
