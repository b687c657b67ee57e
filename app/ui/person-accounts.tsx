import { Link } from "@remix-run/react";
import type { PersonAccount } from "../model/views.ts";
import { ProviderTag, StatusBadge } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";
import { LINK_METHOD_WORDS } from "./words.ts";

const SYNC_TIME: Column<PersonAccount> = {
  label: "Read",
  cell: (account) => (account.syncedAt === null ? null : <Time iso={account.syncedAt} />),
};

/**
 * The accounts of a person, and for each how we know that it is theirs.
 * @param mayDecide whether the viewer may split an account off
 */
export function PersonAccounts(props: {
  person: { id: string; name: string };
  accounts: PersonAccount[];
  mayDecide: boolean;
}) {
  const { person, accounts } = props;
  const split: Column<PersonAccount> = {
    label: "Decide",
    cell: (account) => (
      <Link
        to={hrefs.decision({
          kind: "split",
          accountId: account.id,
          personId: person.id,
          next: hrefs.person(person.id),
        })}
        aria-label={`Split off: ${account.label} does not belong to ${person.name}`}
        className="button"
      >
        Split off…
      </Link>
    ),
  };
  return (
    <DataTable
      caption="Accounts of this person"
      rows={accounts}
      rowKey={(account) => account.id}
      columns={[
        {
          label: "Account",
          className: "sm:min-w-52",
          cell: (account) => (
            <span className="flex flex-col">
              <Breakable text={account.label} />
              <span className="text-xs font-normal text-ink-mute wrap-anywhere">{account.nativeId}</span>
            </span>
          ),
        },
        { label: "System", cell: (account) => <ProviderTag provider={account.provider} /> },
        { label: "Status", cell: (account) => <StatusBadge status={account.status} /> },
        {
          label: "Why it is theirs",
          className: "sm:min-w-60",
          cell: (account) => (
            <span className="flex flex-col">
              {LINK_METHOD_WORDS[account.method]}
              {account.evidence === "" ? null : (
                <span className="text-xs text-ink-soft wrap-anywhere">{account.evidence}</span>
              )}
            </span>
          ),
        },
        SYNC_TIME,
        ...(props.mayDecide && accounts.length > 1 ? [split] : []),
      ]}
    />
  );
}
