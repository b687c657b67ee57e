import { Link } from "@remix-run/react";
import type { GroupDetail } from "../model/views.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { RESOURCE_TYPE_WORDS } from "./words.ts";

/** The roles that are given to a group itself. */
export function GroupGrants({ grants }: { grants: GroupDetail["access"] }) {
  return (
    <DataTable
      caption="What the group grants"
      rows={grants}
      rowKey={(grant) => JSON.stringify([grant.resourceType, grant.resourceId, grant.role])}
      columns={[
        {
          label: "Resource",
          className: "sm:min-w-48",
          cell: (grant) => (
            <Link to={hrefs.resource(grant.resourceId)} className="link wrap-anywhere">
              {grant.resourceName ?? grant.resourceId}
            </Link>
          ),
        },
        { label: "Type", cell: (grant) => RESOURCE_TYPE_WORDS[grant.resourceType].one },
        { label: "Role", cell: (grant) => <span className="wrap-anywhere">{grant.role}</span> },
        { label: "Privilege", cell: (grant) => <PrivilegeBadge privilege={grant.privilege} /> },
      ]}
    />
  );
}
