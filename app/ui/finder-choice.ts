/** What a finder field proposes; `id` is what the form gets. */
export type Choice = { id: string; label: string; note: string };

export type FinderProps = {
  name: string;
  label: string;
  placeholder: string;
  defaultValue: string;
  ask: (search: string, signal: AbortSignal) => Promise<Choice[]>;
};
