/**
 * Where a statement was stopped, in the order in which the guard looks (docs/ask-guard.md says which rule is which):
 * `comments` the text itself · `parse` · `statement` what it is · `keywords` clauses and expressions without a place in
 * the grammar · `relations` · `functions` with operators, types and collations · `limit` sizes.
 */
export type Layer = "comments" | "keywords" | "parse" | "statement" | "relations" | "functions" | "limit";

export type Refused = { ok: false; layer: Layer; reason: string };

export type Accepted = {
  ok: true;
  /** Tables and views that are read, sorted. */
  tables: string[];
  /** Functions that are called, sorted. */
  functions: string[];
  /** The same for statements that differ in literals, case and comments only: a key for caches and the audit log. */
  fingerprint: string;
  /** The statement with `$n` for each literal: no personal data, so it may be logged. */
  normalized: string;
};

export type Verdict = Accepted | Refused;

/** How a rule deep in the tree says no; caught where the check began. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly layer: Layer;

  constructor(layer: Layer, reason: string) {
    super(reason);
    this.layer = layer;
  }
}

/** For messages: what the statement says, never longer than a name can be. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 63 ? `${text.slice(0, 60)}...` : text);
}
