import { Link } from "@remix-run/react";
import { PrivilegeBadge } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { DataTable } from "./data-table.tsx";
import type { FoldedGraph, GraphNode } from "./fold-graph.ts";
import { lineMarks } from "./graph-marks.ts";
import { nodeWords } from "./graph-words.ts";
import { hrefs } from "./hrefs.ts";

/** Each line of the drawing as a row. */
export function GraphTable(props: {
  name: string;
  folded: FoldedGraph;
  hrefOf: (mark: string) => string;
  marked: string | null;
}) {
  const { folded, hrefOf, marked } = props;
  const marks = lineMarks(folded);
  const rows = folded.lines.map((line, index) => {
    const walked = line.nodes.flatMap((position) => folded.nodes[position] ?? []);
    const of = (stage: GraphNode["stage"]) => walked.filter((node) => node.stage === stage);
    return { line, mark: marks[index] ?? "", of, title: walked.map((node) => nodeWords(node).label).join(" → ") };
  });
  return (
    <DataTable
      caption={`${props.name} as a table`}
      rows={rows}
      rowKey={({ mark }) => mark}
      columns={[
        { label: "Resource", className: "sm:min-w-44", cell: ({ of }) => <Boxes nodes={of("resource")} /> },
        { label: "Privilege", cell: ({ line }) => <PrivilegeBadge privilege={line.privilege} /> },
        { label: "Grant", className: "sm:min-w-44", cell: ({ of }) => <Boxes nodes={of("grant")} /> },
        {
          label: "Groups, from the account on",
          className: "sm:min-w-44",
          cell: ({ of }) => (of("group").length === 0 ? null : <Boxes nodes={of("group")} />),
        },
        { label: "Account", className: "sm:min-w-44", cell: ({ of }) => <Boxes nodes={of("account")} /> },
        {
          label: "In the graph",
          cell: ({ mark, title }) =>
            mark === marked ? (
              <span className="text-ink-soft">Marked</span>
            ) : (
              <Link to={hrefOf(mark)} preventScrollReset replace className="link" aria-label={`Mark ${title}`}>
                Mark
              </Link>
            ),
        },
      ]}
    />
  );
}

function Boxes({ nodes }: { nodes: GraphNode[] }) {
  return (
    <span className="flex min-w-0 flex-col">
      {nodes.map((node) => {
        const { label, note } = nodeWords(node);
        const text = <Breakable text={label} />;
        return (
          <span key={node.id}>
            {node.page === null ? (
              text
            ) : (
              <Link to={hrefs[node.page.kind](node.page.id)} className="link">
                {text}
              </Link>
            )}
            {node.folded > 0 ? null : <span className="block text-xs font-normal text-ink-mute">{note}</span>}
          </span>
        );
      })}
    </span>
  );
}
