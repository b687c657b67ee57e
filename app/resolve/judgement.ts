import { readDecisions } from "./decisions.ts";
import type { AccountEvidence, Decision } from "./evidence.ts";
import { groupBySharedKeys } from "./group-by-keys.ts";
import { type Attachment, createPeopleGraph, type Naming } from "./people-graph.ts";
import { createPersonHandles } from "./person-handles.ts";

const NONE: ReadonlySet<string> = new Set();

/** The stages of resolvePeople(), to be called in the order of this list, and what they came to. */
export type Judgement = ReturnType<typeof createJudgement>;

/** @param accounts those that can be a person's, in an order that does not depend on the input. */
export function createJudgement(
  accounts: readonly AccountEvidence[],
  links: ReadonlyMap<string, string>,
  decisions: readonly Decision[],
) {
  const graph = createPeopleGraph(accounts);
  const rulings = readDecisions(decisions);
  const handles = createPersonHandles(accounts, links, rulings);
  const conflicts = new Map<number, Naming[]>();
  /** A person whose anchor was split off, to the person that the rest of it makes. */
  const heirs = new Map<string, number>();
  const watched = new Set<number>();
  const accepted = new Map<number, { personId: string; decidedAt: string }>();
  const positions = new Map<string, number>();

  const byProvider = (provider: AccountEvidence["provider"]) =>
    [...accounts.keys()].filter((a) => accounts[a]?.provider === provider);
  const rulingOf = (account: number) => rulings.byAccount.get(accounts[account]?.id ?? "");
  const isUndecided = (account: number) => graph.linkOf(account) === undefined && !conflicts.has(account);
  const isOpen = (account: number) => isUndecided(account) && !accepted.has(account) && !rulingOf(account)?.alone;

  if (rulings.byAccount.size > 0) {
    accounts.forEach(({ id }, account) => {
      const ruling = rulings.byAccount.get(id);
      if (ruling !== undefined) positions.set(id, account);
      const personId = ruling?.accepted?.personId ?? "";
      // An acceptance of a person that is no more, or that begins with this account, leaves it to its evidence.
      const others = handles.holders(personId).filter((holder) => holder !== account);
      if (ruling?.accepted && others.length > 0 && !handles.isMaker(account, personId)) {
        accepted.set(account, ruling.accepted);
      }
    });
  }

  const personNow = (personId: string): number | null => {
    for (const holder of handles.holders(personId)) {
      const person = graph.personOf(holder);
      if (person !== null) return person;
    }
    return null;
  };

  /** The previous person of an account when its anchor was split off: what is left of it stays together. */
  const orphanedBy = (account: number): string | null => {
    const personId = links.get(accounts[account]?.id ?? "") ?? "";
    if (!rulings.departures.has(personId)) return null;
    const isWorkspace = (holder: number) => accounts[holder]?.provider === "google_workspace";
    return handles.holders(personId).some(isWorkspace) ? null : personId;
  };

  const departed = (account: number): ReadonlySet<number> => {
    const left = rulings.departures.get(orphanedBy(account) ?? "") ?? [];
    const people = left.map((id) => graph.personOf(positions.get(id) ?? -1));
    return new Set(people.filter((person) => person !== null));
  };

  const isRefused = (account: number, person: number): boolean =>
    [...(rulingOf(account)?.rejected ?? [])].some((personId) => personNow(personId) === person);

  /** Whom the evidence names, less those that an analyst ruled out. */
  const judge = (account: number): Naming[] => {
    const named = graph.named(account);
    if (named.length === 0 || rulings.byAccount.size === 0) return named;
    // An external id is the very account that left, an e-mail only what it shared with the person that it left.
    const gone = departed(account);
    const isGone = ({ person, method }: Naming) => method !== "external_id" && gone.has(person);
    const allowed = named.filter(({ person }) => !isRefused(account, person));
    const left = allowed.filter((naming) => !isGone(naming));
    const first = allowed[0];
    if (left.length > 0 || first === undefined) return left;
    const heir = heirs.get(orphanedBy(account) ?? "");
    if (heir !== undefined) return [{ ...first, person: graph.find(heir) }];
    // A tag makes nobody: when nothing else is left of the person, it means the one who left.
    return accounts[account]?.provider === "aws_iam" ? allowed : [];
  };

  const applyMerges = () => {
    for (const merge of rulings.merges) {
      const people = handles
        .mergedSides(merge)
        .map(graph.personOf)
        .filter((person) => person !== null);
      for (const person of people) graph.merge(people[0] as number, person);
    }
  };

  /** Makes links, then whatever decisions have become possible by them. @returns the accounts to look at again. */
  const commit = (attachments: readonly Attachment[]): number[] => {
    const changed = graph.attach(attachments);
    for (let more = true; more; ) {
      applyMerges();
      const ready: Attachment[] = [];
      for (const [account, { personId, decidedAt }] of accepted) {
        const person = isUndecided(account) ? personNow(personId) : null;
        if (person !== null) ready.push({ account, person, method: "decision", evidence: `accepted ${decidedAt}` });
      }
      for (const account of graph.attach(ready)) changed.push(account);
      more = ready.length > 0;
    }
    return changed;
  };

  const waits = (account: number) => graph.targets(account).some(({ target }) => isUndecided(target));

  /** Judges in rounds; within a round everybody on the same state. */
  const drain = (start: Iterable<number>) => {
    let queue = new Set(start);
    while (queue.size > 0) queue = settle([...queue], (account) => (waits(account) ? [] : judge(account)));
  };

  const settle = (queue: readonly number[], verdict: (account: number) => Naming[]): Set<number> => {
    const attachments: Attachment[] = [];
    const disputed: [number, Naming[]][] = [];
    for (const account of queue) {
      if (!isOpen(account)) continue;
      const named = verdict(account);
      if (named.length > 1) disputed.push([account, named]);
      else if (named[0] !== undefined) attachments.push({ account, ...named[0] });
      else if (!watched.has(account)) {
        watched.add(account);
        graph.watch(account);
      }
    }
    for (const [account, named] of disputed) conflicts.set(account, named);
    const next = new Set(commit(attachments));
    for (const [account] of disputed) for (const waiting of graph.waitingFor(account)) next.add(waiting);
    return next;
  };

  /** Accounts that wait for each other are judged by what the other one's evidence names so far. */
  const settleCircles = (candidates: readonly number[]) => {
    drain(
      settle(candidates, (account) => {
        const named = judge(account);
        for (const { target, externalId } of graph.targets(account)) {
          if (!isOpen(target)) continue;
          for (const { person } of judge(target)) {
            if (isRefused(account, person) || named.some((naming) => naming.person === person)) continue;
            named.push({ person, method: "external_id", evidence: externalId });
          }
        }
        return named;
      }),
    );
  };

  const anchorAlone = (provider: AccountEvidence["provider"]): number[] =>
    commit(
      [...positions.values()]
        .filter((account) => accounts[account]?.provider === provider && isUndecided(account) && !accepted.has(account))
        .flatMap((account) => {
          const alone = rulingOf(account)?.alone;
          if (!alone) return [];
          return [{ account, person: graph.createPerson(), method: "decision", evidence: `split ${alone.decidedAt}` }];
        }),
    );

  const anchorOf = (account: number): Attachment => {
    const { primaryEmail, nativeId } = accounts[account] as AccountEvidence;
    const evidence = graph.emailsOf(account)[0] ?? primaryEmail ?? nativeId;
    return { account, person: graph.createPerson(), method: "anchor", evidence };
  };

  /** The links of a group that makes a person of its own; none when nobody in it has a usable e-mail. */
  const foundPerson = (group: readonly number[]): Attachment[] => {
    const able = group.filter((account) => graph.emailsOf(account).length > 0);
    const first = able.find((account) => accounts[account]?.provider === "aws_identity_center") ?? able[0];
    if (first === undefined) return [];
    const anchor = anchorOf(first);
    const counts = new Map<string, number>();
    for (const email of able.flatMap(graph.emailsOf)) counts.set(email, (counts.get(email) ?? 0) + 1);
    return group.map((account) => {
      if (account === first) return anchor;
      const shared = graph.emailsOf(account).find((email) => (counts.get(email) ?? 0) > 1);
      if (shared !== undefined)
        return { ...anchor, account, method: graph.methodOf(account, shared), evidence: shared };
      const evidence = graph.targets(account)[0]?.externalId ?? accounts[account]?.nativeId ?? "";
      return { ...anchor, account, method: "external_id", evidence };
    });
  };

  /** Whoever is left with a usable e-mail makes a person, together with all who share e-mails or external ids. */
  const anchorRest = (candidates: readonly number[]) => {
    const nobody = candidates.filter((account) => isOpen(account) && judge(account).length === 0);
    const free = nobody.filter((account) => !rulingOf(account)?.rejected.size);
    const restOf = (account: number) => (graph.named(account).length > 0 ? orphanedBy(account) : null);
    const groups = groupBySharedKeys(free, (account) => {
      const keys = graph.emailsOf(account).map((email) => `@${email}`);
      for (const { target } of graph.targets(account)) keys.push(`#${target}`);
      if (graph.waitingFor(account).length > 0) keys.push(`#${account}`);
      const rest = restOf(account);
      if (rest !== null) keys.push(`!${rest}`);
      return keys;
    });
    const founded = groups.flatMap(foundPerson);
    for (const { account, person } of founded) {
      const rest = restOf(account);
      if (rest !== null) heirs.set(rest, person);
    }
    drain(commit(founded));
    // Those with rejections may share an address with somebody that they are not: they never pull others together.
    for (const account of nobody.filter((a) => rulingOf(a)?.rejected.size)) {
      drain([account]);
      if (isOpen(account)) drain(commit(foundPerson([account])));
    }
  };

  const identityCenter = byProvider("aws_identity_center");
  const github = byProvider("github");
  const awaitsGithub = (account: number) =>
    graph.targets(account).some(({ target }) => accounts[target]?.provider === "github" && isUndecided(target));

  return {
    graph,
    conflicts,
    isRefused,
    refusedIds: (account: number): ReadonlySet<string> => rulingOf(account)?.rejected ?? NONE,
    /** People that were merged, with the id that survives; the last merge counts. */
    survivors: (): Map<number, string> =>
      new Map(
        rulings.merges.flatMap((merge) => {
          const person = handles
            .mergedSides(merge)
            .map(graph.personOf)
            .find((found) => found !== null);
          return person === null || person === undefined ? [] : [[person, merge.personId] as const];
        }),
      ),
    open: (): number[] => [...identityCenter, ...github].filter(isUndecided),

    anchorWorkspace(): void {
      anchorAlone("google_workspace");
      commit(byProvider("google_workspace").filter(isOpen).map(anchorOf));
    },
    judgeIdentityCenter(): void {
      drain([...anchorAlone("aws_identity_center"), ...identityCenter]);
      anchorRest(identityCenter.filter((account) => !awaitsGithub(account)));
      settleCircles(identityCenter.filter((account) => !awaitsGithub(account)));
    },
    judgeGithub(): void {
      drain([...anchorAlone("github"), ...github]);
      anchorRest([...identityCenter, ...github]);
    },
    judgeIam(): void {
      drain([...anchorAlone("aws_iam"), ...byProvider("aws_iam")]);
    },
    /** Acceptances that came to nothing leave the account to its evidence; nobody waits any longer. */
    judgeRest(): void {
      for (const account of [...accepted.keys()].filter(isUndecided)) accepted.delete(account);
      drain(commit(byProvider("google_workspace").filter(isOpen).map(anchorOf)));
      drain([...identityCenter, ...github, ...byProvider("aws_iam")].filter(isOpen));
      settleCircles(identityCenter.filter(isOpen));
      anchorRest([...identityCenter, ...github].filter(isOpen));
    },
  };
}
