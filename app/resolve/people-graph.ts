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
  const byExternalId = new Map<string, number[]>();
  accounts.forEach(({ nativeId }, account) => {
    if (!externalIds.has(nativeId)) return;
    const list = byExternalId.get(nativeId);
    if (list === undefined) byExternalId.set(nativeId, [account]);
    else list.push(account);
  });

  const links: (Attachment | undefined)[] = accounts.map(() => undefined);
  const mergedInto: number[] = [];
  const owners = new Map<string, number | number[]>();
  const dependents = new Map<string, number[]>();

  const find = (person: number): number => {
    let root = person;
    for (let next = mergedInto[root]; next !== undefined && next !== root; next = mergedInto[root]) root = next;
    mergedInto[person] = root;
    return root;
  };

  const ownersOf = (email: string): readonly number[] => {
    const found = owners.get(email);
    return found === undefined ? [] : typeof found === "number" ? [found] : found;
  };

  /** The other accounts that an Identity Center user names by external ids. */
  const targets = (account: number): { target: number; externalId: string }[] => {
    const { provider, externalIds: ids } = accounts[account] as AccountEvidence;
    if (provider !== "aws_identity_center") return [];
    return ids.flatMap((externalId) =>
      (byExternalId.get(externalId) ?? [])
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
      const keys = [
        ...(emails[account] ?? []).map((email) => `@${email}`),
        ...targets(account).map(({ target }) => `#${target}`),
      ];
      for (const key of keys) {
        const list = dependents.get(key);
        if (list === undefined) dependents.set(key, [account]);
        else list.push(account);
      }
    },

    /**
     * Makes links all at once. An account's e-mails become its person's, unless they were somebody else's before: then
     * an analyst put the account elsewhere, and the address stays where it was. Workspace addresses always count;
     * those of IAM tags are claims about a person, not that person's addresses.
     * @returns the accounts whose evidence changed by this.
     */
    attach(attachments: readonly Attachment[]): number[] {
      const claims: { email: string; person: number }[] = [];
      const changed = new Set<string>();
      for (const attachment of attachments) {
        const { account, person } = attachment;
        links[account] = attachment;
        changed.add(`#${account}`);
        const provider = accounts[account]?.provider;
        if (provider === "aws_iam") continue;
        for (const email of emails[account] ?? []) {
          const before = ownersOf(email);
          if (provider === "google_workspace" || before.length === 0) claims.push({ email, person });
        }
      }
      for (const { email, person } of claims) {
        const now = ownersOf(email);
        if (now.length === MAX_OWNERS || now.includes(person)) continue;
        owners.set(email, now.length === 0 ? person : [...now, person]);
        changed.add(`@${email}`);
      }
      return [...new Set([...changed].flatMap((key) => dependents.get(key) ?? []))];
    },

    /** @returns the accounts that wait for what becomes of this one. */
    waitingFor: (account: number): readonly number[] => dependents.get(`#${account}`) ?? [],
  };
}
