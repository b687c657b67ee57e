import { Link } from "@remix-run/react";
import type { Finding } from "../model/findings.ts";
import { Breakable } from "./breakable.tsx";
import type { Column } from "./data-table.tsx";
import { FindingStateTags, SeverityTag } from "./finding-marks.tsx";
import { hrefs } from "./hrefs.ts";
import { ListTable } from "./list-table.tsx";
import { Time } from "./time.tsx";
import { FINDING_SUBJECT_WORDS } from "./words.ts";

/** What a list of every rule says besides. */
const OF_WHICH_RULE: Column<Finding>[] = [
  { label: "Rule", sort: "rule", className: "sm:min-w-56", cell: ({ rule }) => <Breakable text={rule.name} /> },
  { label: "Severity", sort: "-severity", cell: ({ severity }) => <SeverityTag severity={severity} /> },
];

/**
 * Findings, of which each row leads to its own: of one rule, or of every rule in one list.
 * @param sort the order of the list; left out where the table is a part of it
 */
export function FindingTable(props: {
  caption: string;
  findings: Finding[];
  isOfOneRule: boolean;
  sort: string | undefined;
}) {
  return (
    <ListTable
      id="findings"
      caption={props.caption}
      sorting={props.sort === undefined ? undefined : { sort: props.sort }}
      rows={props.findings}
      rowKey={(finding) => finding.id}
      columns={[
        {
          label: "About",
          sort: "subject",
          className: "w-full sm:min-w-64",
          cell: (finding) => (
            <Link to={hrefs.finding(finding.id)} prefetch="intent" className="link">
              <Breakable text={finding.subject.label} />
            </Link>
          ),
        },
        ...(props.isOfOneRule ? [] : OF_WHICH_RULE),
        { label: "Kind", sort: "kind", cell: (finding) => FINDING_SUBJECT_WORDS[finding.subject.kind] },
        {
          label: "State",
          sort: "state",
          className: "sm:min-w-36",
          cell: (finding) => <FindingStateTags finding={finding} />,
        },
        { label: "Rows", sort: "-evidenceCount", align: "end", cell: (finding) => finding.evidenceCount },
        {
          label: "Since",
          sort: "-since",
          cell: (finding) => <Time iso={finding.resolvedAt ?? finding.openedAt} />,
        },
      ]}
    />
  );
}
