import type { AccountEvidence } from "./evidence.ts";
import type { PeopleGraph } from "./people-graph.ts";

const PROVIDER_ORDER: readonly AccountEvidence["provider"][] = [
  "google_workspace",
  "aws_identity_center",
  "github",
  "aws_iam",
];

/**
 * - `roots`: all people, in the order of their first accounts.
 * - `membersOf`: a person's accounts, by provider in the order of the stages, anchors first.
 * People and accounts are positions in the graph.
 */
export type Members = { roots: readonly number[]; membersOf: (root: number) => number[] };

/** Groups accounts by person, in arrays of small numbers: a list for each person would take several times as much. */
export function groupMembers(graph: PeopleGraph): Members {
  const sizes = new Int32Array(graph.peopleMade());
  const ends = new Int32Array(graph.peopleMade());
  const roots: number[] = [];
  const ranks = new Uint8Array(graph.accounts.length);
  graph.accounts.forEach(({ provider }, account) => {
    const root = graph.personOf(account);
    if (root === null) return;
    if (sizes[root] === 0) roots.push(root);
    sizes[root] = (sizes[root] ?? 0) + 1;
    ranks[account] = PROVIDER_ORDER.indexOf(provider) * 2 + (graph.linkOf(account)?.method === "anchor" ? 0 : 1);
  });
  let end = 0;
  for (const root of roots) {
    ends[root] = end;
    end += sizes[root] ?? 0;
  }
  const members = new Int32Array(end);
  for (let rank = 0; rank < PROVIDER_ORDER.length * 2; rank++) {
    for (const account of graph.accounts.keys()) {
      const root = ranks[account] === rank ? graph.personOf(account) : null;
      if (root === null) continue;
      const at = ends[root] ?? 0;
      members[at] = account;
      ends[root] = at + 1;
    }
  }
  return {
    roots,
    membersOf: (root) => [...members.subarray((ends[root] ?? 0) - (sizes[root] ?? 0), ends[root] ?? 0)],
  };
}
