import type { SlotValue } from "../model/answer.ts";
import { filledBy, type Question, type WordKind } from "./question.ts";
import type { Piece } from "./words/reading.ts";

/**
 * Fills the slots that words fill: what the text says first, else what the question falls back to. Several findings are
 * all of them, so the slot stays open.
 */
export function fillWordSlots(question: Question, pieces: readonly Piece[]): Record<string, SlotValue> {
  const filled: Record<string, SlotValue> = {};
  for (const { name, kind, only, fallback } of question.slots) {
    const said = pieces.filter((piece) => piece.kind === "filter" && valueFor(piece, kind as WordKind) !== null);
    const values = said.flatMap((piece) => valueFor(piece as FilterPiece, kind as WordKind) ?? []);
    const allowed = values.filter((one) => only === undefined || only.includes(String(one.value)));
    const first = allowed[0] ?? fallback;
    if (first === undefined || (kind === "finding" && new Set(values.map((one) => one.value)).size > 1)) continue;
    filled[name] = first;
  }
  return filled;
}

type FilterPiece = Extract<Piece, { kind: "filter" }>;

/** @returns what a filter of a text says to a slot of this kind; “the last 90 days” is a length of time as well. */
export function valueFor(piece: Piece, kind: WordKind): SlotValue | null {
  if (piece.kind !== "filter") return null;
  if (kind === "days" && piece.filter === "since" && piece.days !== undefined) {
    return { value: piece.days, label: `${piece.days} days` };
  }
  if (piece.filter !== filledBy(kind)) return null;
  if (kind === "days") return { value: Number(piece.value), label: piece.label };
  if (kind === "level")
    return { value: piece.value, label: piece.value === "owner" ? "owner" : `${piece.value} or more` };
  if (kind === "moment") return { value: piece.value, label: `as of ${piece.label}` };
  if (kind === "since") return { value: piece.value, label: `since ${piece.label}` };
  return { value: piece.value, label: LABELS[piece.value] ?? piece.value };
}

const LABELS: Readonly<Record<string, string>> = {
  aws: "AWS",
  gcp: "Google Cloud",
  github: "GitHub",
  google_workspace: "Google Workspace",
  github_repository: "repositories",
  github_organization: "GitHub organisations",
  gcp_project: "projects",
  gcp_folder: "folders",
  gcp_organization: "Google Cloud organisations",
  aws_account: "AWS accounts",
  contractor: "contractors",
};
