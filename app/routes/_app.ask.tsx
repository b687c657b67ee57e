import { redirect } from "@remix-run/node";
import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { offerQuestions } from "../ask/offer-questions.ts";
import { pageAction, pageLoader } from "../http/route.server.ts";
import { AskForm, QuestionText } from "../model/ask-params.ts";
import { NoParams } from "../model/filters.ts";
import { findExampleNames } from "../queries/example-names.server.ts";
import { AskDesk } from "../ui/ask-desk.tsx";
import { AskExamples } from "../ui/ask-examples.tsx";
import { AskBox } from "../ui/ask-form.tsx";
import { AskLinks } from "../ui/ask-links.tsx";
import { NothingFound } from "../ui/empty-state.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { ModelLine } from "../ui/model-line.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: z.strictObject({ question: QuestionText.optional() }),
  handler: async ({ read, context, query: { question } }) => {
    const names = await read(findExampleNames);
    return {
      question,
      themes: offerQuestions(names),
      isEmpty: names.people.length + names.resources.length + names.groups.length === 0,
      models: context.chat.models(),
      now: new Date().toISOString(),
    };
  },
});

/** Asks without scripts: answers with the page of the question. */
export const action = pageAction({
  allow: PAGE_ROLES.read,
  query: NoParams,
  form: AskForm,
  handler: async ({ context, request, session, form: { question, conversationId = null, picks = {} } }) => {
    const { id, outcome } = await context.chat.ask({
      tenantId: session.tenantId,
      actor: session.user,
      question,
      conversationId,
      picks,
      signal: request.signal,
      onProgress: () => {},
    });
    return redirect(hrefs.asked(id, outcome.kind === "choose" ? picks : {}));
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Ask", error);

export default function AskPage() {
  const { question, themes, isEmpty, models, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Ask"
      now={now}
      lead="Ask in English who can reach what. Every answer comes with the SQL, the definitions and the age of its sources."
      actions={<AskLinks here="/ask" />}
    >
      <AskDesk>
        <AskBox
          label="Your question"
          placeholder="Who can write to the billing repository?"
          action="Ask"
          value={question}
          autoFocus
        />
        <ModelLine models={models} />
        {isEmpty ? <NothingFound what="data" filtered={false} clear="/ask" /> : <AskExamples themes={themes} />}
      </AskDesk>
    </Page>
  );
}
