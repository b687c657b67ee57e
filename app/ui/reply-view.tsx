import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { ChatOutcome, NearQuestion } from "../model/chat.ts";
import { SqlBlock } from "./answer-receipt.tsx";
import { AskButton } from "./ask-form.tsx";
import { withQuery } from "./hrefs.ts";
import { Section } from "./page.tsx";

type Reply = Exclude<ChatOutcome, { kind: "answered" }>;
type Asked = {
  question: string;
  conversationId: string | undefined;
  /** Choices that were made before this one. */
  picks: Readonly<Record<string, string>>;
};

/** What stands in place of an answer: what happened, and what to do. */
export function ReplyView({ reply, asked }: { reply: Reply; asked: Asked }) {
  switch (reply.kind) {
    case "choose":
      return <Choices reply={reply} asked={asked} />;
    case "not understood":
      return (
        <>
          <Notice title="This was not understood">{reply.because}</Notice>
          <Nearest title="Did you mean" nearest={reply.nearest} asked={asked} />
        </>
      );
    case "cannot":
      return (
        <>
          <Notice title="This cannot be answered" understood={reply.understood}>
            {reply.because}
          </Notice>
          <Nearest title="What can be asked instead" nearest={reply.nearest} asked={asked} />
        </>
      );
    case "refused":
      return (
        <>
          <Notice title="The statement was refused" understood={reply.understood}>
            The language model wrote SQL that may not run here ({reply.layer}: {reply.because}). Nothing was read. Put
            the question in other words, or ask it in parts.
          </Notice>
          <Written sql={reply.sql} />
        </>
      );
    case "failed":
      return (
        <>
          <Notice title="The statement could not be run" understood={reply.understood}>
            {reply.because}. Nothing was changed. Ask for less at once, or put the question in other words.
          </Notice>
          <Written sql={reply.sql} />
        </>
      );
  }
}

function Notice({ title, understood, children }: { title: string; understood?: string; children: ReactNode }) {
  return (
    <div className="panel flex flex-col gap-1 border-l-4 border-l-write px-3 py-2.5">
      <p className="text-sm font-medium">{title}</p>
      {understood === undefined || understood === "" ? null : (
        <p className="text-data text-ink-soft wrap-anywhere">{understood}</p>
      )}
      <p className="max-w-4xl text-data wrap-anywhere">{children}</p>
    </div>
  );
}

function Choices({ reply, asked }: { reply: Extract<Reply, { kind: "choose" }>; asked: Asked }) {
  const { question, picks, conversationId } = asked;
  const { phrase, choices, understood } = reply;
  return (
    <Section title="Which one do you mean?">
      {understood === "" ? null : <p className="text-data text-ink-soft wrap-anywhere">{understood}</p>}
      <ul className="flex flex-col items-start gap-2">
        {choices.map(({ id, label, detail }) => (
          <li key={`${id} ${label}`} className="max-w-full">
            <AskButton
              sent={
                id === null || phrase === null
                  ? { question: label, conversationId }
                  : { question, conversationId, picks: { ...picks, [phrase]: id } }
              }
            >
              <span>
                <span className="font-medium">{label}</span>
                {detail === "" ? null : <span className="text-ink-soft"> · {detail}</span>}
              </span>
            </AskButton>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Nearest(props: { title: string; nearest: NearQuestion[]; asked: Asked }) {
  if (props.nearest.length === 0) return null;
  return (
    <Section title={props.title}>
      <div className="flex flex-wrap gap-2">
        {props.nearest.map(({ questionId, text }) =>
          // ‹person› stands for a name that only whoever asks can put in.
          text.includes("‹") ? (
            <Link key={questionId} to={withQuery("/ask", { question: text })} className="button whitespace-normal!">
              {text} …
            </Link>
          ) : (
            <AskButton key={questionId} sent={{ question: text, conversationId: props.asked.conversationId }}>
              {text}
            </AskButton>
          ),
        )}
      </div>
    </Section>
  );
}

function Written({ sql }: { sql: string }) {
  return (
    <Section title="What was written">
      <SqlBlock sql={sql} />
    </Section>
  );
}
