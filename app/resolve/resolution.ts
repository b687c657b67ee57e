import { isNoreplyEmail } from "../model/mail.ts";
import type { AccountEvidence, Candidate, QueueReason, Resolution } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import { createNameIndex, type NameIndex } from "./name-likeness.ts";
import type { PeopleGraph } from "./people-graph.ts";
import { assignPersonIds } from "./person-ids.ts";

/** An analyst reads no more than this; a name that more people share says nothing. */
const MAX_NAME_CANDIDATES = 20;
const PROVIDER_ORDER = ["google_workspace", "aws_identity_center", "github", "aws_iam"] as const;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const filled = (text: string | null | undefined) => (text?.trim() ? text : null);

const NONE: ReadonlySet<string> = new Set();

/** Hardly anybody has anything refused: all of them share one empty set. */
function joinSets(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return sets.every((set) => set.size === 0) ? NONE : new Set(sets.flatMap((set) => [...set]));
}

type Person = { id: string; name: string; email: string | null };

/** Accounts of each person: by provider in the order of the stages, anchors first. */
function membersOf(graph: PeopleGraph): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (const account of graph.accounts.keys()) {
    const person = graph.personOf(account);
    if (person === null) continue;
    const list = members.get(person);
    if (list === undefined) members.set(person, [account]);
    else list.push(account);
  }
  const rank = (account: number) =>
    PROVIDER_ORDER.indexOf((graph.accounts[account] as AccountEvidence).provider as (typeof PROVIDER_ORDER)[number]) *
      2 +
    (graph.linkOf(account)?.method === "anchor" ? 0 : 1);
  for (const list of members.values()) list.sort((a, b) => rank(a) - rank(b) || a - b);
  return members;
}

function describePerson(graph: PeopleGraph, id: string, members: readonly number[]): Person {
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
  const members = membersOf(graph);
  const survivors = judgement.survivors();
  const roots = [...members.keys()];
  const ids = assignPersonIds(
    roots.map((root) => {
      const accounts = members.get(root) ?? [];
      return {
        accounts: accounts.map((account) => graph.accounts[account] as AccountEvidence),
        wanted: survivors.get(root) ?? null,
        refused: joinSets(accounts.map(judgement.refusedIds)),
      };
    }),
    links,
  );
  const people = new Map(
    roots.map((root, index) => [root, describePerson(graph, ids[index] as string, members.get(root) ?? [])]),
  );
  const personById = new Map(
    [...people.entries()].map(([root, person]) => [
      person.id,
      { root, candidate: { personId: person.id, name: person.name } },
    ]),
  );
  const sorted = [...people.values()].sort((a, b) => compare(a.id, b.id));

  const linked = graph.accounts.flatMap((account, position) => {
    const link = graph.linkOf(position);
    const person = link === undefined ? undefined : people.get(graph.find(link.person));
    if (link === undefined || person === undefined) return [];
    return [{ accountId: account.id, personId: person.id, method: link.method, evidence: link.evidence }];
  });

  const emails = [...graph.ownedEmails()].sort(compare).flatMap((email) => {
    const owners = new Set(graph.ownersOf(email).map((owner) => people.get(graph.find(owner))?.id ?? ""));
    return [...owners].sort(compare).map((personId) => ({ email, personId }));
  });

  let index: NameIndex | null = null;
  const namesakes = (position: number): Candidate[] => {
    const name = graph.accounts[position]?.name ?? "";
    // Built only when somebody asks: most organisations have an e-mail for everybody.
    index ??= createNameIndex(
      sorted.flatMap(({ id }) =>
        (members.get(personById.get(id)?.root ?? -1) ?? []).map(
          (account) => [graph.accounts[account]?.name ?? "", id] as const,
        ),
      ),
    );
    const found: Candidate[] = [];
    for (const id of index.findLike(name)) {
      const entry = personById.get(id);
      if (entry === undefined || judgement.isRefused(position, entry.root)) continue;
      found.push(entry.candidate);
      if (found.length === MAX_NAME_CANDIDATES) break;
    }
    return found;
  };

  const queue: Resolution["queue"] = [];
  const add = (position: number, reason: QueueReason, candidates: Candidate[]) =>
    queue.push({ accountId: graph.accounts[position]?.id ?? "", reason, candidates });
  for (const [position, named] of judgement.conflicts) {
    const found = new Map(named.map(({ person }) => [graph.find(person), people.get(graph.find(person))]));
    const candidates = [...found.values()].flatMap((person) =>
      person ? [{ personId: person.id, name: person.name }] : [],
    );
    add(
      position,
      "conflict",
      candidates.sort((a, b) => compare(a.personId, b.personId)),
    );
  }
  for (const position of judgement.open()) {
    const account = graph.accounts[position] as AccountEvidence;
    const candidates = namesakes(position);
    const isNoreply = account.noreply || account.emails.some(isNoreplyEmail);
    add(position, isNoreply ? "noreply_email" : candidates.length > 0 ? "name_only" : "missing_email", candidates);
  }
  queue.sort((a, b) => compare(a.accountId, b.accountId));
  return { people: sorted, emails, links: linked, queue };
}
