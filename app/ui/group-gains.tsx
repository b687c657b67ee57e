import { Form } from "@remix-run/react";
import { Button } from "react-aria-components";
import type { GroupGain } from "../model/views.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { FinderField } from "./finder-field.tsx";
import { hrefs } from "./hrefs.ts";
import { ResourceLink } from "./loss-links.tsx";
import { fetchPersonChoices } from "./person-choices.ts";
import { plural, RESOURCE_TYPE_WORDS } from "./words.ts";

type Joining = { person: { id: string; name: string; email: string | null }; gains: GroupGain[]; held: number };

/** Asks who might join, and tells what would be new to them. Nobody is added. */
export function GroupGains({ group, joining }: { group: { id: string }; joining: Joining | null }) {
  const chosen = joining?.person.email ?? joining?.person.id ?? "";
  return (
    <>
      <Form
        key={chosen}
        method="get"
        action={hrefs.group(group.id)}
        role="search"
        aria-label="If somebody joined"
        className="panel grid grid-cols-2 items-end gap-x-2 gap-y-2.5 p-3 sm:flex sm:flex-wrap"
      >
        <FinderField
          name="person"
          label="Who would join"
          placeholder="E-mail address or name"
          defaultValue={chosen}
          ask={fetchPersonChoices}
        />
        <Button type="submit" className="button col-span-2" data-tone="primary">
          Show what is new
        </Button>
      </Form>
      {joining === null ? null : joining.gains.length === 0 ? (
        <EmptyState title={`Nothing would be new to ${joining.person.name}`}>
          <p>{plural(joining.held, "grant gives", "grants give")} no more than what they have.</p>
        </EmptyState>
      ) : (
        <>
          <p className="text-data text-ink-soft">
            {plural(joining.gains.length, "grant", "grants")} would lift {joining.person.name}
            {joining.held === 0
              ? "."
              : `; ${plural(joining.held, "other gives", "others give")} no more than they have.`}
          </p>
          <DataTable
            caption={`What ${joining.person.name} would gain`}
            rows={joining.gains}
            rowKey={(gain) => JSON.stringify([gain.resource.id, gain.role, gain.privilege])}
            columns={[
              {
                label: "Resource",
                className: "sm:min-w-48",
                cell: ({ resource, reachesBelow }) => (
                  <span className="flex flex-col">
                    <ResourceLink resource={resource} />
                    <span className="text-xs font-normal text-ink-mute">
                      {RESOURCE_TYPE_WORDS[resource.type].one}
                      {reachesBelow ? ", and everything below" : ""}
                    </span>
                  </span>
                ),
              },
              { label: "Role", className: "sm:min-w-44", cell: ({ role }) => <Breakable text={role} /> },
              { label: "Would be", cell: ({ privilege }) => <PrivilegeBadge privilege={privilege} /> },
              {
                label: "Is now",
                cell: ({ before }) => (before === null ? null : <PrivilegeBadge privilege={before} />),
              },
            ]}
          />
        </>
      )}
    </>
  );
}
