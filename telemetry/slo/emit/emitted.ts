/** How faithfully one alert or number came out on a backend. */
export type FidelityLine = {
  /** Name of the objective's alert, of a guide alert, or of what a panel shows. */
  readonly what: string;
  readonly fidelity: "exact" | "approximated" | "impossible";
  /** The difference in one sentence; for "exact" how it is made. */
  readonly why: string;
};

/** A file as it is committed: `path` from the root of the repository, in a folder called `generated`. */
export type GeneratedFile = { readonly path: string; readonly content: string };

/** What an emitter gives. The same plan gives the same bytes; an emitter never gives nothing. */
export type Emitted = {
  readonly target: string;
  readonly files: readonly GeneratedFile[];
  readonly fidelity: readonly FidelityLine[];
};
