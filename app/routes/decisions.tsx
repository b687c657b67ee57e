import { redirect } from "@remix-run/node";
import { z } from "zod";
import { badRequest, notFound } from "../http/errors.ts";
import { pageAction } from "../http/route.server.ts";
import { ownPath } from "../http/session.server.ts";
import { NoParams, QUEUE_REASONS } from "../model/filters.ts";
import { QUEUE_STRENGTHS } from "../model/queue-strengths.ts";
import { findPerson } from "../queries/people.server.ts";
import { listRuleCandidates } from "../queries/queue-rules.server.ts";
import { decide, decideTogether, undoBatch, undoDecision } from "../sync/decide.server.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";

const next = z.string().max(4_000).optional();
// Ids of accounts and people are hashes in the form of a uuid, without its version bits, which z.uuid() would ask for.
const uuid = z.guid({ error: "a uuid" });

/** What the forms of ui/decision-forms.tsx post. */
const DecisionForm = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["accept", "reject"]), accountId: uuid, personId: uuid, next }),
  z.strictObject({ kind: z.literal("split"), accountId: uuid, personId: uuid, next }),
  z.strictObject({ kind: z.literal("merge"), personId: uuid, person: z.string().max(500), next }),
  z.strictObject({ kind: z.literal("undo"), decisionId: uuid, next }),
  z.strictObject({ kind: z.literal("undo-batch"), batchId: uuid, next }),
  z.strictObject({
    kind: z.literal("bulk"),
    decision: z.enum(["accept", "reject"]),
    reason: z.enum(QUEUE_REASONS),
    strength: z.enum(QUEUE_STRENGTHS),
    next,
  }),
]);

/** @returns the page that the form was on, now saying what was decided */
function backTo(path: string | undefined, decided: string, kind: string): Response {
  const url = new URL(ownPath(path), "http://localhost");
  url.searchParams.set("decided", decided);
  url.searchParams.set("kind", kind);
  return redirect(`${url.pathname}${url.search}`);
}

function decided(decision: { decisionId: string } | null, form: { next?: string | undefined; kind: string }): Response {
  if (decision === null) throw notFound("That account or person is not there any more. Load the page again.");
  return backTo(form.next, decision.decisionId, form.kind);
}

export const action = pageAction({
  allow: PAGE_ROLES.decide,
  query: NoParams,
  form: DecisionForm,
  role: "ingest",
  handler: async ({ form, read, write, session: { user: actor } }) => {
    if (form.kind === "undo") {
      const undone = await write((tx) => undoDecision(tx, { decisionId: form.decisionId, actor }));
      if (!undone) throw notFound("There is no such decision, or it has been undone before.");
      return backTo(form.next, form.decisionId, "undo");
    }
    if (form.kind === "undo-batch") {
      const undone = await write((tx) => undoBatch(tx, { batchId: form.batchId, actor }));
      if (undone === 0) throw notFound("There are no such decisions, or they have been undone before.");
      return backTo(form.next, form.batchId, "undo");
    }
    if (form.kind === "bulk") {
      const taken = await read((tx) => listRuleCandidates(tx, form), "analyst");
      const requests = taken.map(({ account, person }) => ({
        kind: form.decision,
        accountId: account.id,
        personId: person.id,
        actor,
      }));
      const { batchId, decided: count } = await write((tx) => decideTogether(tx, requests, actor));
      if (count === 0) throw notFound("Nothing in the queue is of that kind any more. Load the page again.");
      return backTo(form.next, batchId, "bulk");
    }
    if (form.kind === "merge") {
      const other = await read((tx) => findPerson(tx, form.person), "analyst");
      if (other === null || other.id === form.personId) {
        throw badRequest([
          {
            field: "person",
            detail: `${JSON.stringify(form.person)} is not another person; give the e-mail address of one`,
          },
        ]);
      }
      const merge = { kind: form.kind, personId: form.personId, otherPersonId: other.id, actor };
      return decided(await write((tx) => decide(tx, merge)), form);
    }
    const decision = { kind: form.kind, accountId: form.accountId, personId: form.personId, actor };
    return decided(await write((tx) => decide(tx, decision)), form);
  },
});

/** Nothing to look at here: whoever opens the address goes to the queue. */
export function loader(): Response {
  return redirect("/queue");
}
