import type { Json } from "../model/json.ts";

/** A source record as its provider gave it, folded away until asked for. Works without scripts. */
export function RawRecord({ summary, record }: { summary: string; record: Json }) {
  return (
    <details className="min-w-0 text-xs">
      <summary className="w-fit rounded text-accent">{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="mt-1 max-h-80 overflow-auto rounded-md bg-raised p-2 font-mono leading-4">
        {JSON.stringify(record, null, 2)}
      </pre>
    </details>
  );
}
