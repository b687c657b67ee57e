import { useSearchParams } from "@remix-run/react";
import Download from "lucide-react/icons/download";
import type { MouseEvent, ReactNode } from "react";
import { answerCsv } from "../model/answer-csv.ts";
import type { ShownAnswer } from "../model/chat.ts";
import { readOrder, sortAnswer } from "../model/sort-answer.ts";
import { AnswerReceipt } from "./answer-receipt.tsx";
import { AnswerTable } from "./answer-table.tsx";
import { AskButton } from "./ask-form.tsx";
import { EmptyState } from "./empty-state.tsx";
import { withQuery } from "./hrefs.ts";
import { Section } from "./page.tsx";
import { countWords, plural } from "./words.ts";

/**
 * An answer with its receipt.
 * @param children stands between the summary and the rows, of which there may be many
 */
export function AnswerView(props: {
  id: string;
  conversationId: string | undefined;
  answer: ShownAnswer;
  children: ReactNode;
}) {
  const { answer, conversationId } = props;
  const [parameters] = useSearchParams();
  const order = readOrder(parameters, answer.columns);
  const rows = sortAnswer(answer.rows, order);
  return (
    <>
      <div className="panel flex flex-col gap-1 border-l-4 border-l-accent px-3 py-2.5">
        <p className="text-sm font-medium wrap-anywhere">{answer.summary}</p>
        <p className="text-data text-ink-soft wrap-anywhere">{answer.understood}</p>
      </div>
      {props.children}
      {answer.truncated ? (
        <p role="note" className="rounded-lg border border-line bg-write-soft px-3 py-2 text-data text-write">
          There are more rows than the {countWords(answer.rows.length)} shown here. Narrow the question down to see all
          that matter.
        </p>
      ) : null}
      <Section
        title={plural(rows.length, "row", "rows")}
        note={rows.length === 0 ? null : <CsvLink id={props.id} csv={() => answerCsv(answer.columns, rows)} />}
      >
        {rows.length === 0 ? (
          <EmptyState title="No row matches">
            <p>The receipt below says what was looked at, and whether every source was complete.</p>
          </EmptyState>
        ) : (
          <AnswerTable columns={answer.columns} rows={rows} order={order} />
        )}
      </Section>
      {answer.followUps.length === 0 ? null : (
        <Section title="Ask next">
          <div className="flex flex-wrap gap-2">
            {answer.followUps.map(({ text }) => (
              <AskButton key={text} sent={{ question: text, conversationId }}>
                {text}
              </AskButton>
            ))}
          </div>
        </Section>
      )}
      <AnswerReceipt answer={answer} />
    </>
  );
}

/** The very rows on show where scripts run; without them the question is asked again for the file. */
function CsvLink({ id, csv }: { id: string; csv: () => string }) {
  const [parameters] = useSearchParams();
  const query = { sort: parameters.get("sort"), order: parameters.get("order") };

  function save(event: MouseEvent<HTMLAnchorElement>) {
    event.preventDefault();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
    link.download = "answer.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }

  return (
    <a href={withQuery(`/ask/${id}/csv`, query)} download="answer.csv" onClick={save} className="button">
      <Download aria-hidden="true" className="size-4" />
      CSV
    </a>
  );
}
