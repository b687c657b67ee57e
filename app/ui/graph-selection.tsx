import { Link } from "@remix-run/react";
import type { FoldedGraph, GraphNode } from "./fold-graph.ts";
import { lineMarks, nodeMark } from "./graph-marks.ts";
import { type GraphView, graphHref, toggled } from "./graph-view.ts";
import { nodeWords } from "./graph-words.ts";
import { hrefs } from "./hrefs.ts";
import { PRIVILEGE_WORDS, plural, RESOURCE_TYPE_WORDS } from "./words.ts";

const RESOURCES = /^(?<type>[a-z_]+)\.(?<privilege>[a-z]+)$/;

/** What is marked and where it leads, what was opened, or what one can do. */
export function GraphSelection({ folded, view }: { folded: FoldedGraph; view: GraphView }) {
  const node = view.mark === null ? undefined : folded.nodes.find(({ id }) => nodeMark(id) === view.mark);
  const isLine = view.mark !== null && node === undefined && lineMarks(folded).includes(view.mark);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-data" aria-live="polite">
      {node === undefined ? (
        <span className="text-ink-soft">
          {isLine
            ? "One path stands out"
            : `${plural(folded.lines.length, "path", "paths")}. Choose a box to see what goes through it`}
        </span>
      ) : (
        <Marked node={node} folded={folded} view={view} />
      )}
      {node === undefined && !isLine ? null : (
        <Link to={graphHref(view, { mark: null })} preventScrollReset replace className="link">
          Clear
        </Link>
      )}
      {view.open.map((key) => {
        const words = openedWords(key);
        return words === null ? null : (
          <Link
            key={key}
            to={graphHref(view, { open: toggled(view.open, key) })}
            preventScrollReset
            replace
            className="link"
          >
            {`Fold ${words}`}
          </Link>
        );
      })}
    </div>
  );
}

function Marked({ node, folded, view }: { node: GraphNode; folded: FoldedGraph; view: GraphView }) {
  const { label, note } = nodeWords(node);
  const position = folded.nodes.indexOf(node);
  const through = folded.lines.filter(({ nodes }) => nodes.includes(position)).length;
  const { page, type, privilege } = node;
  const isBundle = node.stage === "resource" && page === null && type !== undefined && privilege !== undefined;
  return (
    <>
      <span className="min-w-0 wrap-anywhere">
        {page === null ? (
          <span className="font-medium">{label}</span>
        ) : (
          <Link to={hrefs[page.kind](page.id)} className="link font-medium">
            {label}
          </Link>
        )}{" "}
        <span className="text-ink-soft">{note}</span>
      </span>
      <span className="text-ink-mute">{plural(through, "path", "paths")}</span>
      {isBundle ? (
        <Link
          to={graphHref(view, { open: [...new Set([...view.open, `${type}.${privilege}`, "resource"])], mark: null })}
          preventScrollReset
          replace
          className="link"
        >
          Show each of them
        </Link>
      ) : null}
    </>
  );
}

/** @returns the kind of resources that a key opens, in words; null for the key of a column, which folds by itself */
function openedWords(key: string): string | null {
  const { type, privilege } = RESOURCES.exec(key)?.groups ?? {};
  const words = Object.entries(RESOURCE_TYPE_WORDS).find(([name]) => name === type)?.[1].many;
  const level = Object.entries(PRIVILEGE_WORDS)
    .find(([name]) => name === privilege)?.[1]
    .toLowerCase();
  return words === undefined || level === undefined ? null : `${words}, ${level}`;
}
