import { redirect } from "@remix-run/node";
import { z } from "zod";
import { badRequest, notFound } from "../http/errors.ts";
import { pageAction } from "../http/route.server.ts";
import { ownPath } from "../http/session.server.ts";
import { NoParams } from "../model/filters.ts";
import { findPerson } from "../queries/people.server.ts";
import { decide, undoDecision } from "../sync/decide.server.ts";
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
