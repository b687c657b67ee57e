import { redirect } from "@remix-run/node";
import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { findQuestion } from "../ask/catalogue/index.ts";
import { notFound } from "../http/errors.ts";
import { pageAction, pageLoader } from "../http/route.server.ts";
import { SavedForm } from "../model/ask-params.ts";
import type { SavedQuestion } from "../model/asked-question.ts";
import { NoParams } from "../model/filters.ts";
import { listSavedQuestions } from "../queries/saved-questions.server.ts";
import { AskLinks } from "../ui/ask-links.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { SavedNotice, SavedQuestionView } from "../ui/saved-question.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: z.strictObject({
    did: z.enum(["save", "run", "remove", "restore"], { error: "one of save, run, remove, restore" }).optional(),
    id: SavedForm.shape.id.optional(),
  }),
  handler: async ({ read, query: { did, id } }) => ({
    saved: (await read((tx) => listSavedQuestions(tx))).map((question) => ({
      ...question,
      columns: columnsOf(question),
    })),
    notice: { did, id },
    now: new Date().toISOString(),
  }),
});

/** Of the catalogue's questions; what a model wrote has no others than its rows. */
function columnsOf({ plan }: SavedQuestion) {
  const question = plan.by === "catalogue" ? findQuestion(plan.questionId) : null;
  return question?.kind === "answerable" ? question.columns.map(({ key, label }) => ({ key, label })) : null;
}

export const action = pageAction({
  allow: PAGE_ROLES.read,
  query: NoParams,
  form: SavedForm,
  handler: async ({ context, session, form: { act, id } }) => {
    const who = { tenantId: session.tenantId, actor: session.user };
    const { kept } = context;
    const done = act === "run" ? await kept.run(who, id) : await kept.setRemoved(who, id, act === "remove");
    if (!done) throw notFound("That question is not there any more, or so already. Load the page again.");
    return redirect(withQuery("/ask/saved", { did: act, id }));
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Saved questions", error);

export default function SavedQuestionsPage() {
  const { saved, notice, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Saved questions"
      now={now}
      lead="Everybody's saved questions. They are asked again after each ingest and tell what changed since the run before."
      actions={<AskLinks here="/ask/saved" />}
    >
      <SavedNotice notice={notice} />
      {saved.length === 0 ? (
        <EmptyState title="No question is saved">
          <p>
            <Link to="/ask" className="link">
              Ask a question
            </Link>{" "}
            and save it under a name below its answer.
          </p>
        </EmptyState>
      ) : (
        <ul aria-label="Saved questions" className="flex flex-col gap-3">
          {saved.map((question) => (
            <SavedQuestionView key={question.id} saved={question} columns={question.columns} />
          ))}
        </ul>
      )}
    </Page>
  );
}
