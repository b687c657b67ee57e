export type ModelAtHand = { provider: string; model: string; available: boolean };

/** One quiet line: whether a language model helps where the catalogue does not understand. */
export function ModelLine({ models }: { models: ModelAtHand[] }) {
  if (models.length === 0) {
    return (
      <p className="text-xs text-ink-mute">
        Without a language model, questions like these are understood. To have one read other questions too, start with{" "}
        <code className="code">LLM_API_KEY</code> set.
      </p>
    );
  }
  const ready = models.find(({ available }) => available);
  return (
    <p className="text-xs text-ink-mute wrap-anywhere">
      {ready === undefined
        ? "The language model cannot be asked now. Questions like these, links, saved questions and every other page work as before."
        : `Other questions are read by a language model (${ready.model}). It sees names that you mention and the shape of the database, never its rows; what it writes is checked before it runs.`}
    </p>
  );
}
