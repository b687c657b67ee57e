import { useEffect, useRef } from "react";
import { DecisionButton } from "./decision-forms.tsx";
import type { DecisionKind, DecisionNoticeParams } from "./decision-params.ts";

const WORDS: Record<DecisionKind | "bulk" | "undo", string> = {
  accept: "Accepted: the account now belongs to that person.",
  reject: "Rejected: that person is no longer proposed for the account.",
  merge: "Merged: both are one person now.",
  split: "Split off: the account is a person of its own now.",
  bulk: "Done for all of them.",
  undo: "Undone: everything is as it was before.",
};

/** Says what was just decided, with the way back. Takes the focus, so that the keyboard and a screen reader land on it. */
export function DecisionNotice({ notice: { decided, kind } }: { notice: DecisionNoticeParams }) {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (kind !== undefined && decided !== undefined) box.current?.focus();
  }, [kind, decided]);

  if (kind === undefined || decided === undefined) return null;
  return (
    <div
      ref={box}
      role="status"
      tabIndex={-1}
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-good-soft px-3 py-2 text-good"
    >
      <p className="text-data">{WORDS[kind]}</p>
      {kind === "undo" ? null : (
        <DecisionButton
          fields={kind === "bulk" ? { kind: "undo-batch", batchId: decided } : { kind: "undo", decisionId: decided }}
          label="Undo"
          meaning={kind === "bulk" ? "Undo all of them" : "Undo this decision"}
          act="undo"
        />
      )}
    </div>
  );
}
