import { partWords } from "../model/part-words.ts";
import type { SloReport } from "../model/slo-report.ts";
import { RunbookLink } from "./runbook-link.tsx";
import { Time } from "./time.tsx";

/** Whether deployments wait, why, and who lets them through. */
export function FreezeNotice({ report }: { report: SloReport }) {
  const { frozen, override } = report;
  return (
    <section
      aria-label="Freeze of deployments"
      className={`rounded-lg border px-3 py-2.5 text-data ${frozen ? "border-bad bg-bad-soft" : "border-line bg-surface"}`}
    >
      <p className="font-semibold">
        {frozen ? "Deployments that are not critical are frozen" : "Deployments are not frozen"}
      </p>
      {report.objectives.map(({ name, displayName, freeze, runbook }) =>
        freeze === null ? null : (
          <p key={name} className="text-ink-soft">
            {freeze.consumed === null
              ? `${displayName}: nothing counted to tell by.`
              : `${displayName}: ${partWords(freeze.consumed)} of the budget went within the worst ${freeze.within}; more than ${partWords(freeze.limit)} freezes.`}
            {freeze.frozen ? (
              <>
                {" "}
                Find the cause: <RunbookLink path={runbook} />
              </>
            ) : null}
          </p>
        ),
      )}
      {override === null ? null : (
        <p>
          <span className="font-medium wrap-anywhere">{override.actor}</span> lets changes through until{" "}
          <Time iso={override.expiresAt} exact />: <span className="wrap-anywhere">{override.reason}</span>
        </p>
      )}
    </section>
  );
}
