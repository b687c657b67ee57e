import { Link } from "@remix-run/react";
import type { DecisionEntry } from "../model/decisions.ts";
import { Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";

const KIND_WORDS: Record<DecisionEntry["kind"], string> = {
  accept: "Accepted",
  reject: "Rejected",
  merge: "Merged",
  split: "Split off",
};

const PATH = "/queue/decisions";

/** Decisions of who is who, each with the way to undo it. */
export function DecisionTable({ decisions }: { decisions: DecisionEntry[] }) {
  return (
    <DataTable
      caption="Decisions"
      rows={decisions}
      rowKey={(decision) => decision.id}
      columns={[
        {
          label: "What",
          className: "sm:min-w-56",
          cell: ({ account, otherPerson }) => (
            <span className="wrap-anywhere">{account?.label ?? otherPerson?.name ?? "something that is gone"}</span>
          ),
        },
        {
          label: "Decision",
          className: "sm:min-w-36",
          cell: ({ kind, undoneAt }) => (
            <Tag>{undoneAt === null ? KIND_WORDS[kind] : `${KIND_WORDS[kind]}, undone`}</Tag>
          ),
        },
        {
          label: "Person",
          className: "w-full sm:min-w-40",
          cell: ({ person }) =>
            person === null ? null : (
              <Link to={hrefs.person(person.id)} className="link wrap-anywhere">
                {person.name}
              </Link>
            ),
        },
        {
          label: "By",
          className: "sm:min-w-32",
          cell: ({ decidedBy }) => <span className="wrap-anywhere">{decidedBy}</span>,
        },
        { label: "When", cell: ({ decidedAt }) => <Time iso={decidedAt} /> },
        {
          label: "Undo",
          className: "sm:min-w-44",
          cell: ({ id, batchId, undoneAt, undoneBy }) =>
            undoneAt !== null ? (
              <span className="text-xs text-ink-mute">
                by {undoneBy} <Time iso={undoneAt} />
              </span>
            ) : (
              <span className="flex flex-wrap gap-1.5">
                <Link to={hrefs.decision({ kind: "undo", decisionId: id, next: PATH })} className="button">
                  Undo
                </Link>
                {batchId === null ? null : (
                  <Link to={hrefs.decision({ kind: "undo-batch", batchId, next: PATH })} className="button">
                    Undo all of its rule
                  </Link>
                )}
              </span>
            ),
        },
      ]}
    />
  );
}
