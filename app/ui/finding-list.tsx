import { Link } from "@remix-run/react";
import type { Finding } from "../model/findings.ts";
import { FindingStateTags, SeverityTag } from "./finding-marks.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";

/** What deserves attention about one person or thing, the gravest first. */
export function FindingList({ findings, label }: { findings: Finding[]; label: string }) {
  return (
    <ul aria-label={label} className="panel flex flex-col divide-y divide-line">
      {findings.map((finding) => (
        <li key={finding.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-data">
          <SeverityTag severity={finding.severity} />
          <Link to={hrefs.finding(finding.id)} prefetch="intent" className="link font-medium">
            {finding.rule.name}
          </Link>
          {finding.state === "open" ? null : <FindingStateTags finding={finding} />}
          <span className="text-xs text-ink-mute">
            since <Time iso={finding.openedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
