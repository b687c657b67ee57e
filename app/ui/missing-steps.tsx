import { Link } from "@remix-run/react";
import type { MissingAccess, MissingStep } from "../model/views.ts";
import { PrivilegeBadge, ProviderTag, StatusBadge, Tag } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { hrefs } from "./hrefs.ts";
import { countWords, PROVIDER_WORDS } from "./words.ts";

/** Why somebody does not reach a resource: any one of these steps would do, the one that gives the least first. */
export function MissingSteps({ missing, person }: { missing: MissingAccess; person: string }) {
  const { steps, suspended, incomplete } = missing;
  return (
    <>
      {suspended.length + incomplete.length === 0 ? null : (
        <ul aria-label="What may be behind it" className="panel flex flex-col divide-y divide-line text-data">
          {suspended.map((account) => (
            <li key={`${account.provider} ${account.label}`} className="flex flex-wrap items-center gap-2 px-3 py-2">
              <StatusBadge status="suspended" /> {account.label} in {PROVIDER_WORDS[account.provider]}
            </li>
          ))}
          {incomplete.map(({ scope, reason }) => (
            <li key={scope} className="flex flex-wrap items-center gap-2 px-3 py-2">
              <Tag tone="write">Not collected whole</Tag> {scope}
              {reason === null ? ": a path may exist that was not seen" : `: ${reason}`}
            </li>
          ))}
        </ul>
      )}
      {steps.length === 0 ? (
        <EmptyState title="No group leads there">
          <p>Only a grant to {person} alone would give access: no group, team or organization that was read has one.</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Steps that are missing"
          rows={steps}
          rowKey={(step) => JSON.stringify([step.id, step.role, step.attached])}
          columns={[
            { label: "Into", className: "sm:min-w-52", cell: (step) => <Into step={step} /> },
            { label: "Would give", cell: ({ privilege }) => <PrivilegeBadge privilege={privilege} /> },
            {
              label: "Role",
              className: "sm:min-w-44",
              cell: ({ role, attached, isConditional }) => (
                <span className="flex flex-col items-start">
                  <Breakable text={role} />
                  {attached === null ? null : <span className="text-xs text-ink-mute">on {attached}</span>}
                  {isConditional ? <Tag tone="write">Conditional</Tag> : null}
                </span>
              ),
            },
            {
              label: "With the account",
              className: "sm:min-w-40",
              cell: ({ account, provider }) =>
                account === null ? (
                  <span className="text-ink-mute">{`None known in ${PROVIDER_WORDS[provider]}`}</span>
                ) : (
                  <span className="flex flex-wrap items-center gap-1">
                    <Breakable text={account.label} />
                    {account.status === "active" ? null : <StatusBadge status={account.status} />}
                  </span>
                ),
            },
            { label: "Accounts in it", align: "end", cell: ({ people }) => countWords(people) },
            {
              label: "Grants it gives",
              align: "end",
              cell: ({ grants }) => (grants === null ? null : countWords(grants)),
            },
          ]}
        />
      )}
    </>
  );
}

function Into({ step }: { step: MissingStep }) {
  const href = step.kind === "organisation" ? hrefs.resource(step.id) : hrefs.group(step.id);
  return (
    <span className="flex flex-col items-start gap-0.5">
      <Link to={href} className="link">
        <Breakable text={step.label} />
      </Link>
      <ProviderTag provider={step.provider} />
    </span>
  );
}
