import { Link } from "@remix-run/react";
import type { Finding } from "../model/findings.ts";
import { Breakable } from "./breakable.tsx";
import { FindingStateTags } from "./finding-marks.tsx";
import { hrefs } from "./hrefs.ts";
import { ListTable } from "./list-table.tsx";
import { Time } from "./time.tsx";
import { FINDING_SUBJECT_WORDS } from "./words.ts";

/** Findings of one rule; each row leads to its finding. */
export function FindingTable({ caption, findings }: { caption: string; findings: Finding[] }) {
  return (
    <ListTable
      id="findings"
      caption={caption}
      rows={findings}
      rowKey={(finding) => finding.id}
      columns={[
        {
          label: "About",
          className: "w-full sm:min-w-64",
          cell: (finding) => (
            <Link to={hrefs.finding(finding.id)} prefetch="intent" className="link">
              <Breakable text={finding.subject.label} />
            </Link>
          ),
        },
        { label: "Kind", cell: (finding) => FINDING_SUBJECT_WORDS[finding.subject.kind] },
        { label: "State", className: "sm:min-w-36", cell: (finding) => <FindingStateTags finding={finding} /> },
        { label: "Rows", align: "end", cell: (finding) => finding.evidenceCount },
        {
          label: "Since",
          cell: (finding) => <Time iso={finding.resolvedAt ?? finding.openedAt} />,
        },
      ]}
    />
  );
}
