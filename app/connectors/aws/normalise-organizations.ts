import type { Json } from "../../model/json.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised, SourceRow } from "../../model/source.ts";
import { accountWire, organizationalUnitWire, parentWire } from "./wire.ts";

/** `Accounts[]` of list-accounts. `Status` retires in favour of `State`, so `State` counts first. */
export const normaliseAccount = normaliseWith(accountWire, (account, record) => {
  const { Id } = account;
  if (Id === null) return missing(record, "Id");
  return {
    rows: [
      {
        table: "aws_accounts",
        key: [Id],
        columns: {
          account_id: Id,
          name: account.Name,
          arn: account.Arn,
          email: account.Email,
          state: account.State ?? account.Status,
          joined_at: account.JoinedTimestamp,
        },
        raw: record,
      },
      ...account.Paths.flatMap((path) => readParents(path, Id)),
    ],
  };
});

/** `OrganizationalUnits[]` of list-organizational-units-for-parent. */
export const normaliseOrganizationalUnit = normaliseWith(organizationalUnitWire, (unit, record) => {
  if (unit.Id === null) return missing(record, "Id");
  const columns = { ou_id: unit.Id, name: unit.Name, arn: unit.Arn };
  return { rows: [{ table: "aws_organizational_units", key: [unit.Id], columns, raw: record }] };
});

/** `Parents[]` of list-parents. @param childId the account or unit asked about: it stands only in the file's name. */
export function normaliseParentOf(childId: string): (record: Json) => Normalised {
  return normaliseWith(parentWire, (parent, record) => {
    if (parent.Id === null) return missing(record, "Id");
    const columns = { child_id: childId, parent_id: parent.Id, parent_type: parent.Type };
    return { rows: [{ table: "aws_organization_parents", key: [childId], columns, raw: record, precedence: 1 }] };
  });
}

/**
 * The parents that an account's `Paths` tell, e.g. `o-ab12cd34ef/r-ab12/ou-ab12-cdefghij/123456789012/`. A path says
 * less than list-parents: it yields where both speak of one child.
 */
function readParents(path: string, accountId: string): SourceRow[] {
  const steps = path.split("/").filter((step) => step !== "" && !step.startsWith("o-") && step !== accountId);
  const children = [...steps.slice(1), accountId];
  return steps.map((parentId, index) => {
    const childId = children[index] ?? accountId;
    const parentType = parentId.startsWith("r-") ? "ROOT" : "ORGANIZATIONAL_UNIT";
    return {
      table: "aws_organization_parents",
      key: [childId],
      columns: { child_id: childId, parent_id: parentId, parent_type: parentType },
      raw: { Id: parentId, Type: parentType },
      precedence: 0,
    };
  });
}
