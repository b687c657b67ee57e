import { Form } from "@remix-run/react";
import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "react-aria-components";
import { useDesk } from "./ask-desk.tsx";
import type { SentQuestion } from "./send-question.ts";

/** A form that asks: streamed where scripts run, posted to /ask where they do not. */
function AskingForm(props: { sent: SentQuestion | null; className: string; children: ReactNode }) {
  const { ask } = useDesk();
  const { sent } = props;

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const question = sent?.question ?? String(form.get("question") ?? "");
    const conversationId = form.get("conversationId");
    ask({
      ...sent,
      question,
      conversationId: typeof conversationId === "string" ? conversationId : undefined,
    });
  }

  return (
    <Form method="post" action="/ask" onSubmit={onSubmit} className={props.className}>
      {props.children}
    </Form>
  );
}

/** The box for a question; Enter asks it. */
export function AskBox(props: {
  label: string;
  placeholder: string;
  action: string;
  /** What the box holds at first. */
  value?: string | undefined;
  conversationId?: string | undefined;
  autoFocus?: boolean;
}) {
  const id = useId();
  const { busy } = useDesk();
  return (
    <AskingForm sent={null} className="panel flex flex-col gap-1.5 p-3">
      {props.conversationId === undefined ? null : (
        <input type="hidden" name="conversationId" value={props.conversationId} />
      )}
      <label htmlFor={id} className="text-xs text-ink-soft">
        {props.label}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          key={props.value}
          id={id}
          name="question"
          type="text"
          required
          maxLength={2000}
          autoComplete="off"
          enterKeyHint="send"
          // biome-ignore lint/a11y/noAutofocus: the page is for nothing but this box
          autoFocus={props.autoFocus}
          defaultValue={props.value}
          placeholder={props.placeholder}
          className="field min-w-0 grow basis-60"
        />
        <Button type="submit" isDisabled={busy} className="button max-sm:grow" data-tone="primary">
          {props.action}
        </Button>
      </div>
    </AskingForm>
  );
}

/** A question that is asked by one press. */
export function AskButton({ sent, children }: { sent: SentQuestion; children: ReactNode }) {
  const { busy } = useDesk();
  return (
    <AskingForm sent={sent} className="contents">
      <input type="hidden" name="question" value={sent.question} />
      {sent.conversationId === undefined ? null : (
        <input type="hidden" name="conversationId" value={sent.conversationId} />
      )}
      {sent.picks === undefined ? null : <input type="hidden" name="picks" value={JSON.stringify(sent.picks)} />}
      <Button
        type="submit"
        isDisabled={busy}
        className="button justify-start! text-left whitespace-normal! font-normal! wrap-anywhere"
      >
        {children}
      </Button>
    </AskingForm>
  );
}
