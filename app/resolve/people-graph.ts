import { isNoreplyEmail, normaliseEmail } from "../model/mail.ts";
import type { AccountEvidence, EmailMethod, LinkMethod } from "./evidence.ts";

/** A link about to be made: `account` and `person` are positions in the graph. */
export type Attachment = { account: number; person: number; method: LinkMethod; evidence: string };
/** A person that one piece of evidence names. */
export type Naming = { person: number; method: LinkMethod; evidence: string };

/** An address of so many people is evidence for none; a hostile bundle must not make this quadratic. */
const MAX_OWNERS = 100;

/** The address as it is compared; null when it is none, or one that GitHub made up to hide the real one. */
function usableEmail(address: string): string | null {
  const email = normaliseEmail(address);
  return email === null || isNoreplyEmail(email) ? null : email;
}

const DEFAULT_METHOD: Readonly<Record<AccountEvidence["provider"], EmailMethod>> = {
  aws_iam: "email_tag",
  aws_identity_center: "email",
  gcp: "email",
  github: "public_email",
  google_workspace: "email",
};

const listOf = (found: number | number[] | undefined): readonly number[] =>
  found === undefined ? [] : typeof found === "number" ? [found] : found;

function append<Key>(lists: Map<Key, number[]>, key: Key, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Accounts, the people they make and what is evidence for whom, while links are being made. */
export type PeopleGraph = ReturnType<typeof createPeopleGraph>;

/** @param accounts in an order that does not depend on the input; positions in it are the accounts' names here. */
export function createPeopleGraph(accounts: readonly AccountEvidence[]) {
  const emails: readonly (readonly string[])[] = accounts.map((account) => {
    const usable = account.emails.map(usableEmail).filter((email) => email !== null);
    // Most accounts come as they are compared: their own list is kept then, a copy for each would double the memory.
    const isSame = usable.length === account.emails.length && usable.every((email, i) => email === account.emails[i]);
    return isSame && new Set(usable).size === usable.length ? account.emails : [...new Set(usable)];
  });

  const methodOf = (account: number, email: string): EmailMethod => {
    const { provider, emails: given, emailMethods } = accounts[account] as AccountEvidence;
    return emailMethods?.[given.findIndex((address) => usableEmail(address) === email)] ?? DEFAULT_METHOD[provider];
  };

  const externalIds = new Set(accounts.flatMap((a) => (a.provider === "aws_identity_center" ? a.externalIds : [])));
  // A list only where there are several: tens of thousands of lists of one would be most of the map.
  const byExternalId = new Map<string, number | number[]>();
  accounts.forEach(({ nativeId }, account) => {
    if (!externalIds.has(nativeId)) return;
    const known = byExternalId.get(nativeId);
    if (known === undefined) byExternalId.set(nativeId, account);
    else if (typeof known === "number") byExternalId.set(nativeId, [known, account]);
    else known.push(account);
  });
  externalIds.clear();

  const links: (Attachment | undefined)[] = accounts.map(() => undefined);
  const mergedInto: number[] = [];
  const owners = new Map<string, number | number[]>();
  const waitingForEmail = new Map<string, number[]>();
  const waitingForAccount = new Map<number, number[]>();

  const find = (person: number): number => {
    let root = person;
    for (let next = mergedInto[root]; next !== undefined && next !== root; next = mergedInto[root]) root = next;
    mergedInto[person] = root;
    return root;
  };

  const ownersOf = (email: string): readonly number[] => listOf(owners.get(email));

  /** The other accounts that an Identity Center user names by external ids. */
  const targets = (account: number): { target: number; externalId: string }[] => {
    const { provider, externalIds: ids } = accounts[account] as AccountEvidence;
    if (provider !== "aws_identity_center") return [];
    return ids.flatMap((externalId) =>
      listOf(byExternalId.get(externalId))
        .filter((target) => target !== account)
        .map((target) => ({ target, externalId })),
    );
  };

  return {
    accounts,
    find,
    ownersOf,
    targets,
    methodOf,
    emailsOf: (account: number): readonly string[] => emails[account] ?? [],
    linkOf: (account: number): Attachment | undefined => links[account],
    ownedEmails: (): Iterable<string> => owners.keys(),

    personOf(account: number): number | null {
      const link = links[account];
      return link === undefined ? null : find(link.person);
    },

    /** How many people were ever made, those merged into others included: their positions are smaller. */
    peopleMade: (): number => mergedInto.length,

    createPerson(): number {
      return mergedInto.push(mergedInto.length) - 1;
    },

    /** @returns whether they were two. */
    merge(a: number, b: number): boolean {
      const [into, from] = [Math.min(find(a), find(b)), Math.max(find(a), find(b))];
      mergedInto[from] = into;
      return into !== from;
    },

    /** Everybody whom an account's evidence names now, each once, external ids before e-mails. */
    named(account: number): Naming[] {
      const found: Naming[] = [];
      const add = (person: number, method: LinkMethod, evidence: string) => {
        if (!found.some((naming) => naming.person === person)) found.push({ person, method, evidence });
      };
      for (const { target, externalId } of targets(account)) {
        const link = links[target];
        if (link !== undefined) add(find(link.person), "external_id", externalId);
      }
      for (const email of emails[account] ?? []) {
        for (const owner of ownersOf(email)) add(find(owner), methodOf(account, email), email);
      }
      return found;
    },

    /** Has the account looked at again when one of its e-mails gets an owner or an account that it names a person. */
    watch(account: number): void {
      for (const email of emails[account] ?? []) append(waitingForEmail, email, account);
      for (const { target } of targets(account)) append(waitingForAccount, target, account);
    },

    /**
     * Makes links all at once. An account's e-mails become its person's, unless they were somebody else's before: then
     * an analyst put the account elsewhere, and the address stays where it was. Workspace addresses always count;
     * those of IAM tags are claims about a person, not that person's addresses.
     * @returns the accounts whose evidence changed by this.
     */
    attach(attachments: readonly Attachment[]): number[] {
      const claimed: string[] = [];
      const claimants: number[] = [];
      const changed = new Set<number>();
      for (const attachment of attachments) {
        const { account, person } = attachment;
        links[account] = attachment;
        for (const waiting of waitingForAccount.get(account) ?? []) changed.add(waiting);
        const provider = accounts[account]?.provider;
        if (provider === "aws_iam") continue;
        for (const email of emails[account] ?? []) {
          if (provider !== "google_workspace" && owners.has(email)) continue;
          claimed.push(email);
          claimants.push(person);
        }
      }
      claimed.forEach((email, index) => {
        const person = claimants[index] as number;
        const now = ownersOf(email);
        if (now.length === MAX_OWNERS || now.includes(person)) return;
        owners.set(email, now.length === 0 ? person : [...now, person]);
        for (const waiting of waitingForEmail.get(email) ?? []) changed.add(waiting);
      });
      return [...changed];
    },

    /** @returns the accounts that wait for what becomes of this one. */
    waitingFor: (account: number): readonly number[] => waitingForAccount.get(account) ?? [],
  };
}
