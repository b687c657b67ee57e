import type { TenantTransaction } from "../db/database.server.ts";
import type { DecisionEntry } from "../model/decisions.ts";
import { listNamesOf } from "../queries/decision-effect.server.ts";
import { findDecision, listBatch } from "../queries/decisions.server.ts";
import { findPerson } from "../queries/people.server.ts";
import type { DecisionRequest } from "./decide.server.ts";

/** A decision that somebody looks at before it is made, as the form of the route /decisions names it. */
export type LookedAt = {
  kind: DecisionRequest["kind"] | "undo" | "undo-batch";
  accountId?: string | undefined;
  personId?: string | undefined;
  /** The other person of a merge: e-mail or uuid. */
  person?: string | undefined;
  decisionId?: string | undefined;
  batchId?: string | undefined;
};

type Described = {
  words: string;
  fields: Record<string, string>;
  change: { decisions: Omit<DecisionRequest, "actor">[]; undone: string[] };
};

/** @returns the decision in words, as fields of a form and as a change to suppose; null when it names nothing that is there */
export async function describeDecision(tx: TenantTransaction, look: LookedAt): Promise<Described | null> {
  const { kind, accountId, personId, person, decisionId, batchId } = look;
  if (kind === "undo") {
    const entry = decisionId === undefined ? null : await findDecision(tx, decisionId);
    if (entry === null || entry.undoneAt !== null) return null;
    return {
      words: `Undo: ${wordsOf(entry)}`,
      fields: { kind, decisionId: entry.id },
      change: { decisions: [], undone: [entry.id] },
    };
  }
  if (kind === "undo-batch") {
    const undone = batchId === undefined ? [] : await listBatch(tx, batchId);
    if (batchId === undefined || undone.length === 0) return null;
    return {
      words: `Undo ${undone.length} decisions that were made together`,
      fields: { kind, batchId },
      change: { decisions: [], undone },
    };
  }
  if (personId === undefined) return null;
  const names = await listNamesOf(tx, { accounts: accountId === undefined ? [] : [accountId], people: [personId] });
  const name = names.people.get(personId);
  if (name === undefined) return null;
  if (kind === "merge") {
    const other = person === undefined ? null : await findPerson(tx, person);
    if (other === null || other.id === personId) return null;
    return {
      words: `Merge ${other.name} into ${name}: they are one person`,
      fields: { kind, personId, person: other.id },
      change: { decisions: [{ kind, personId, otherPersonId: other.id }], undone: [] },
    };
  }
  const account = accountId === undefined ? undefined : names.accounts.get(accountId);
  if (account === undefined) return null;
  return {
    words: {
      accept: `Accept: ${account.label} belongs to ${name}`,
      reject: `Reject: ${account.label} does not belong to ${name}`,
      split: `Split off: ${account.label} leaves ${name} and is a person of its own`,
    }[kind],
    fields: { kind, accountId: account.id, personId },
    change: { decisions: [{ kind, accountId: account.id, personId }], undone: [] },
  };
}

function wordsOf({ kind, account, person, otherPerson }: DecisionEntry): string {
  const label = account?.label ?? "an account that is gone";
  const name = person?.name ?? "a person who is gone";
  if (kind === "merge") return `${otherPerson?.name ?? "a person who is gone"} was merged into ${name}`;
  if (kind === "split") return `${label} was split off ${name}`;
  return `${label} was ${kind === "accept" ? "accepted" : "rejected"} for ${name}`;
}
