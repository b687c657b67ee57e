import { redirect } from "@remix-run/node";
import type { ClientLoaderFunctionArgs, MetaFunction, ShouldRevalidateFunction } from "@remix-run/react";
import { useLoaderData, useLocation } from "@remix-run/react";
import { useEffect } from "react";
import { z } from "zod";
import { askedAgain } from "../http/asked-question.server.ts";
import { notFound } from "../http/errors.ts";
import { pageAction, pageLoader } from "../http/route.server.ts";
import { saveQuestion } from "../http/save-question.server.ts";
import { AnswerForm, AskForm } from "../model/ask-params.ts";
import { isUuid } from "../model/filters.ts";
import { FeedbackForm, SaveForm } from "../ui/answer-acts.tsx";
import { AnswerView } from "../ui/answer-view.tsx";
import { AskDesk } from "../ui/ask-desk.tsx";
import { AskBox } from "../ui/ask-form.tsx";
import { AskLinks } from "../ui/ask-links.tsx";
import { takeFresh } from "../ui/fresh-answers.ts";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { ReplyView } from "../ui/reply-view.tsx";
import { Time } from "../ui/time.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

/** `sort`, `order` and `rows` are read where the rows are shown. */
const Parameters = z.strictObject({
  picks: AskForm.shape.picks,
  sort: z.string().max(200).optional(),
  rows: z.enum(["all"], { error: "all" }).optional(),
  order: z.enum(["ascending", "descending"], { error: "one of ascending, descending" }).optional(),
});

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: Parameters,
  handler: async (handling) => ({
    asked: await askedAgain(handling),
    picks: handling.query.picks ?? {},
    now: new Date().toISOString(),
  }),
});

/** What has just been streamed to this browser is shown as it is; everything else is asked again. */
export async function clientLoader({ params, request, serverLoader }: ClientLoaderFunctionArgs) {
  const asked = takeFresh(params.id);
  if (asked === null) return serverLoader<typeof loader>();
  const picks: Record<string, string> = JSON.parse(new URL(request.url).searchParams.get("picks") ?? "{}");
  return { asked, picks, now: asked.askedAt };
}

/** Sorting asks nothing of the server. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  currentUrl,
  nextUrl,
  formMethod,
  defaultShouldRevalidate,
}) => (formMethod === undefined && currentUrl.pathname === nextUrl.pathname ? false : defaultShouldRevalidate);

export const action = pageAction({
  allow: PAGE_ROLES.read,
  query: Parameters,
  form: AnswerForm,
  handler: async ({ context, session, params: { id = "" }, form }) => {
    const who = { tenantId: session.tenantId, actor: session.user };
    if (form.act === "save") {
      const saved = await saveQuestion(context, session, { questionId: id, name: form.name });
      return redirect(withQuery("/ask/saved", { did: "save", id: saved.id }));
    }
    const { feedback, note = null } = form;
    const judged = isUuid(id) && (await context.kept.judge(who, { id, feedback, note }));
    if (!judged) throw notFound("Only whoever asked this question can judge its answer.");
    return redirect(hrefs.asked(id));
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data?.asked.question ?? "Question", error);

export default function AskedPage() {
  const { asked, picks, now } = useLoaderData<typeof loader>();
  const { outcome, isOwn, model } = asked;
  const conversationId = isOwn ? asked.conversationId : undefined;
  const isAnswered = outcome.kind === "answered";
  const justAnswered = (useLocation().state as { answered?: boolean } | null)?.answered === true;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new answer takes the focus, so that it is read out
  useEffect(() => {
    if (justAnswered) document.getElementById("main")?.focus();
  }, [asked.id, justAnswered]);

  return (
    <Page
      title={asked.question}
      now={now}
      lead={
        isOwn ? null : (
          <p>
            Asked by <span className="wrap-anywhere">{asked.askedBy}</span>, <Time iso={asked.askedAt} />; answered
            again just now.
          </p>
        )
      }
      actions={<AskLinks here="" />}
    >
      {model.note === null ? null : (
        <p role="note" className="rounded-lg border border-line bg-write-soft px-3 py-2 text-data text-write">
          {model.note}
        </p>
      )}
      <AskDesk>
        {isAnswered ? (
          <AnswerView id={asked.id} conversationId={conversationId} answer={outcome.answer}>
            <AskBox
              key={asked.id}
              label={
                isOwn ? "Follow up: words such as “only the contractors” narrow this answer" : "Ask something else"
              }
              placeholder={isOwn ? "only the contractors" : "Who can reach …"}
              action={isOwn ? "Follow up" : "Ask"}
              conversationId={conversationId}
            />
          </AnswerView>
        ) : (
          <>
            <ReplyView reply={outcome} asked={{ question: asked.question, conversationId, picks }} />
            {model.use === "off" && outcome.kind === "not understood" ? (
              <p className="text-xs text-ink-mute">
                To have a language model read questions that the catalogue does not know, start with{" "}
                <code className="code">LLM_API_KEY</code> set.
              </p>
            ) : null}
            <AskBox
              label="Put it in other words"
              placeholder=""
              action="Ask again"
              value={asked.question}
              conversationId={conversationId}
            />
          </>
        )}
      </AskDesk>
      {isAnswered ? <SaveForm key={asked.id} name={outcome.answer.understood.replace(/^I understood: /, "")} /> : null}
      {isOwn ? <FeedbackForm key={`${asked.id} ${asked.feedback}`} given={asked.feedback} /> : null}
    </Page>
  );
}
