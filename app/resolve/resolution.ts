import { isNoreplyEmail } from "../model/mail.ts";
import type { AccountEvidence, Candidate, QueueReason, Resolution } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import { groupMembers, type Members } from "./members.ts";
import { createNameIndex, type NameIndex } from "./name-likeness.ts";
import type { PeopleGraph } from "./people-graph.ts";
import { assignPersonIds } from "./person-ids.ts";

/** An analyst reads no more than this; a name that more people share says nothing. */
const MAX_NAME_CANDIDATES = 20;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const filled = (text: string | null | undefined) => (text?.trim() ? text : null);

const NONE: ReadonlySet<string> = new Set();

/** Hardly anybody has anything refused: all of them share one empty set. */
function joinSets(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return sets.every((set) => set.size === 0) ? NONE : new Set(sets.flatMap((set) => [...set]));
}

function describePerson(graph: PeopleGraph, id: string, members: readonly number[]) {
  const accounts = members.map((account) => graph.accounts[account] as AccountEvidence);
  let email: string | null = null;
  let name: string | null = null;
  // Members stand in the order in which names and e-mails are chosen.
  accounts.forEach((account, index) => {
    const isDirectory = account.provider === "google_workspace" || account.provider === "aws_identity_center";
    email ??=
      (isDirectory ? filled(account.primaryEmail) : null) ?? graph.emailsOf(members[index] as number)[0] ?? null;
    if (account.provider !== "aws_iam") name ??= filled(account.name);
  });
  const last = accounts.map((account) => filled(account.name)).find((found) => found !== null) ?? accounts[0]?.nativeId;
  return { id, name: name ?? email ?? last ?? id, email };
}

/** Puts what was judged into words: people with their ids, names and addresses, links, and the queue. */
export function describeResolution(judgement: Judgement, links: ReadonlyMap<string, string>): Resolution {
  const { graph } = judgement;
  const { roots, membersOf } = groupMembers(graph);
  const ids = idsByRoot(judgement, { roots, membersOf }, links);
  const sorted = [...roots].sort((a, b) => compare(ids[a] ?? "", ids[b] ?? ""));
  const describe = (root: number) => describePerson(graph, ids[root] ?? "", membersOf(root));
  const candidate = (root: number): Candidate => ({ personId: ids[root] ?? "", name: describe(root).name });

  function* people() {
    for (const root of sorted) yield describe(root);
  }

  function* emails() {
    for (const email of [...graph.ownedEmails()].sort(compare)) {
      const owners = new Set(graph.ownersOf(email).map((owner) => ids[graph.find(owner)] ?? ""));
      for (const personId of [...owners].sort(compare)) yield { email, personId };
    }
  }

  function* linked() {
    for (const [position, { id: accountId }] of graph.accounts.entries()) {
      const link = graph.linkOf(position);
      const personId = link === undefined ? undefined : ids[graph.find(link.person)];
      if (link === undefined || personId === undefined) continue;
      yield { accountId, personId, method: link.method, evidence: link.evidence };
    }
  }

  function* namesOfPeople(): Generator<readonly [name: string, root: number]> {
    for (const root of sorted) for (const account of membersOf(root)) yield [nameOf(account), root];
  }
  const nameOf = (position: number) => graph.accounts[position]?.name ?? "";
  const namesakes = (index: NameIndex<number>, position: number): Candidate[] => {
    const found: Candidate[] = [];
    for (const root of index.findLike(nameOf(position))) {
      if (judgement.isRefused(position, root)) continue;
      found.push(candidate(root));
      if (found.length === MAX_NAME_CANDIDATES) break;
    }
    return found;
  };

  function* queue() {
    const open = judgement.open();
    // Built only when somebody asks: most organisations have an e-mail for everybody.
    const index = open.length === 0 ? null : createNameIndex(namesOfPeople(), open.map(nameOf));
    // Accounts stand in the order of their ids.
    for (const position of [...judgement.conflicts.keys(), ...open].sort((a, b) => a - b)) {
      const account = graph.accounts[position] as AccountEvidence;
      const named = judgement.conflicts.get(position);
      if (named !== undefined) {
        const found = new Map<number, Candidate>();
        for (const { person, method, evidence } of named) {
          const root = graph.find(person);
          if (!found.has(root)) found.set(root, { ...candidate(root), method, evidence });
        }
        const candidates = [...found.values()].sort((a, b) => compare(a.personId, b.personId));
        yield { accountId: account.id, reason: "conflict" as const, candidates };
      } else if (index !== null) {
        const candidates = namesakes(index, position);
        yield { accountId: account.id, reason: reasonOf(account, candidates), candidates };
      }
    }
  }

  return {
    people: { [Symbol.iterator]: people },
    emails: { [Symbol.iterator]: emails },
    links: { [Symbol.iterator]: linked },
    queue: { [Symbol.iterator]: queue },
  };
}

/** The id of each person, at the person's position in the graph. */
function idsByRoot(
  judgement: Judgement,
  { roots, membersOf }: Members,
  links: ReadonlyMap<string, string>,
): (string | undefined)[] {
  const { graph } = judgement;
  const survivors = judgement.survivors();
  const assigned = assignPersonIds(
    {
      length: roots.length,
      at(index) {
        const root = roots[index] ?? -1;
        const accounts = membersOf(root);
        return {
          accounts: accounts.map((account) => graph.accounts[account] as AccountEvidence),
          wanted: survivors.get(root) ?? null,
          refused: joinSets(accounts.map(judgement.refusedIds)),
        };
      },
    },
    links,
  );
  const ids = new Array<string | undefined>(graph.peopleMade()).fill(undefined);
  roots.forEach((root, index) => {
    ids[root] = assigned[index];
  });
  return ids;
}

function reasonOf(account: AccountEvidence, candidates: readonly Candidate[]): QueueReason {
  if (account.noreply || account.emails.some(isNoreplyEmail)) return "noreply_email";
  return candidates.length > 0 ? "name_only" : "missing_email";
}
