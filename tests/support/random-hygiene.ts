import type { SourceFact } from "../../app/access/expand-facts.ts";
import type { SourceRow } from "../../app/model/source.ts";
import { createDraw } from "./random-organisation-draw.ts";

type Row = SourceRow & SourceFact;

/** Times far from now, so that no test depends on the day: long ago, “never” as Workspace writes it, and ahead of us. */
const LOGINS = ["2019-05-06T07:08:09.000Z", "1970-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z", null] as const;

/** Adds what `randomOrganisation` leaves out: second factors, last sign-ins, units, roles in groups, credential reports. */
export function withHygiene(rows: readonly Row[], seed: number): Row[] {
  const draw = createDraw(seed + 7_000);
  return rows.flatMap((row): Row[] => {
    if (row.table === "google_workspace_users") {
      const columns = {
        ...row.columns,
        is_enrolled_in_2sv: draw.pick([true, false, null]),
        last_login_at: draw.pick(LOGINS),
        org_unit_path: draw.pick(["/Contractors/Oslo", "/Engineering", null]),
      };
      return [{ ...row, columns }];
    }
    if (row.table === "google_workspace_memberships" && draw.chance(0.6)) {
      return [
        { ...row, columns: { ...row.columns, member_role: draw.pick(["OWNER", "MANAGER", "MEMBER", "MEMBER"]) } },
      ];
    }
    if (row.table !== "aws_iam_users" || draw.chance(0.3)) return [row];
    const { account_id, arn, user_name } = row.columns;
    const report: Row = {
      ...row,
      table: "aws_iam_credential_reports",
      key: [String(arn)],
      columns: {
        account_id: account_id ?? null,
        arn: arn ?? null,
        user_name: user_name ?? null,
        password_enabled: true,
        password_last_used: draw.pick(LOGINS),
        mfa_active: draw.pick([true, false, null]),
        access_key_1_active: draw.pick([true, true, false, null]),
        access_key_1_last_rotated: draw.pick(LOGINS),
        access_key_2_active: draw.pick([true, false, null]),
        access_key_2_last_rotated: draw.pick(LOGINS),
      },
      raw: {},
    };
    return [row, report];
  });
}
