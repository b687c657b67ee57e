import { Link } from "@remix-run/react";
import type { DecisionEffect, ReachChange } from "../model/decision-effect.ts";
import { PrivilegeBadge, ProviderTag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { hrefs } from "./hrefs.ts";
import { plural, RESOURCE_TYPE_WORDS } from "./words.ts";

/** @returns the effect in one sentence */
export function effectWords({ moveCount, changeCount, gained, lost, waiting }: DecisionEffect): string {
  const level = changeCount - gained - lost;
  const access =
    changeCount === 0
      ? "nobody's access changes"
      : [
          gained === 0 ? null : `${plural(gained, "resource", "resources")} gained`,
          lost === 0 ? null : `${plural(lost, "resource", "resources")} lost`,
          level === 0 ? null : `${plural(level, "level", "levels")} changed`,
        ]
          .filter((part) => part !== null)
          .join(", ");
  const queue = waiting.after - waiting.before;
  const left = queue === 0 ? "" : `; the queue ${queue < 0 ? "loses" : "gains"} ${Math.abs(queue)}`;
  return `${plural(moveCount, "account moves", "accounts move")}; ${access}${left}.`;
}

const Level = ({ level }: { level: ReachChange["before"] }) =>
  level === null ? <span className="text-ink-mute">none</span> : <PrivilegeBadge privilege={level} />;

/** What a decision would do: whose accounts move, and what people would reach that they do not now. */
export function EffectView({ effect }: { effect: DecisionEffect }) {
  const { moves, moveCount, changes, changeCount } = effect;
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-data font-medium">
        {effectWords(effect)}
      </p>
      {moves.length === 0 ? null : (
        <ul className="panel divide-y divide-line" aria-label="Accounts that move">
          {moves.map(({ account, from, to }) => (
            <li key={account.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2 text-data">
              <ProviderTag provider={account.provider} />
              <span className="font-medium wrap-anywhere">{account.label}</span>
              <span className="text-ink-soft wrap-anywhere">
                {from?.name ?? "nobody"} → {to?.name ?? "nobody"}
              </span>
            </li>
          ))}
          {moves.length < moveCount ? (
            <li className="px-3 py-2 text-xs text-ink-mute">and {moveCount - moves.length} more</li>
          ) : null}
        </ul>
      )}
      {changes.length === 0 ? (
        <EmptyState title="Nobody gains or loses access">
          <p>The accounts that move reach nothing that their people do not reach anyway.</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Access that would change"
          rows={changes}
          rowKey={(change) => `${change.person.id} ${change.resource.nodeId}`}
          columns={[
            {
              label: "Person",
              className: "sm:min-w-40",
              cell: ({ person }) => <span className="wrap-anywhere">{person.name}</span>,
            },
            {
              label: "Resource",
              className: "w-full sm:min-w-52",
              cell: ({ resource }) => (
                <span className="flex flex-col">
                  <Link to={hrefs.resource(resource.nodeId)} className="link wrap-anywhere">
                    {resource.name ?? resource.id}
                  </Link>
                  <span className="text-xs text-ink-mute">{RESOURCE_TYPE_WORDS[resource.type].one}</span>
                </span>
              ),
            },
            { label: "Now", cell: ({ before }) => <Level level={before} /> },
            { label: "Then", cell: ({ after }) => <Level level={after} /> },
          ]}
        />
      )}
      {changes.length < changeCount ? (
        <p className="text-xs text-ink-mute">
          The {changes.length} of the highest levels, of {changeCount}.
        </p>
      ) : null}
    </div>
  );
}
