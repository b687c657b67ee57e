import type { Change } from "../model/changes.ts";
import { Breakable } from "./breakable.tsx";
import { AccessPathView } from "./hop-chain.tsx";
import { CAUSES_KNOWN_WORDS, plural } from "./words.ts";

const SHOWN = 2;
const MOST_PATHS = 10;

/** Why access changed: the records that its run changed on the way. */
export function ChangeCauses({ change: { causes, causesKnown } }: { change: Pick<Change, "causes" | "causesKnown"> }) {
  if (causesKnown !== "found") return <span className="text-ink-mute">{CAUSES_KNOWN_WORDS[causesKnown]}</span>;
  const more = causes.slice(SHOWN);
  return (
    <ul className="flex min-w-0 flex-col gap-0.5">
      {causes.slice(0, SHOWN).map((cause) => (
        <li key={cause.id}>
          <Breakable text={cause.text} />
        </li>
      ))}
      {more.length === 0 ? null : (
        <li className="text-xs text-ink-mute" title={more.map(({ text }) => text).join("\n")}>
          and {plural(more.length, "more record", "more records")}
        </li>
      )}
    </ul>
  );
}

/** The paths that came and went, each with its role; closed, because the causes say most of it. */
export function ChangedPaths({ change: { gained, lost } }: { change: Pick<Change, "gained" | "lost"> }) {
  const moved = [
    ...gained.map((path) => ({ sign: "+", word: "came", path })),
    ...lost.map((path) => ({ sign: "−", word: "went", path })),
  ];
  const words = [
    gained.length === 0 ? null : `${plural(gained.length, "path", "paths")} came`,
    lost.length === 0 ? null : `${plural(lost.length, "path", "paths")} went`,
  ];
  return (
    <details className="min-w-0">
      <summary className="cursor-pointer rounded text-ink-soft">{words.filter(Boolean).join(", ")}</summary>
      <ul className="mt-1 flex min-w-0 flex-col gap-1">
        {moved.slice(0, MOST_PATHS).map(({ sign, word, path }) => (
          <li key={JSON.stringify([sign, path])} className="flex min-w-0 gap-1.5">
            <span aria-hidden="true" className="font-semibold text-ink-soft">
              {sign}
            </span>
            <span className="sr-only">{word}:</span>
            <span className="min-w-0">
              <Breakable text={path.role} />
              <AccessPathView accessPath={path.accessPath} via={path.via} />
            </span>
          </li>
        ))}
        {moved.length > MOST_PATHS ? (
          <li className="text-xs text-ink-mute">and {plural(moved.length - MOST_PATHS, "more path", "more paths")}</li>
        ) : null}
      </ul>
    </details>
  );
}
