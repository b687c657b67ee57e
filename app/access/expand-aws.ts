import type { EffectiveAccess } from "../model/access.ts";
import {
  type AccessDraft,
  type AccessFacts,
  type AccessPrivileges,
  createAccount,
  requiredTextOf,
  rowsOf,
  textOf,
  textsOf,
} from "./expand-facts.ts";

/** @returns the AWS account with this id, named when the organisation lists it. */
export function awsAccountResource(facts: AccessFacts, accountId: string): EffectiveAccess["resource"] {
  const listed = rowsOf(facts, "aws_accounts").find((row) => textOf(row, "account_id") === accountId);
  return {
    provider: "aws",
    type: "aws_account",
    id: accountId,
    name: listed === undefined ? null : textOf(listed, "name"),
  };
}

/** Effective access of IAM users; docs/effective-access.md, "AWS IAM". */
export function expandIam(facts: AccessFacts, privileges: AccessPrivileges): AccessDraft[] {
  return rowsOf(facts, "aws_iam_users").flatMap((user) => {
    const accountId = requiredTextOf(user, "account_id");
    const arn = requiredTextOf(user, "arn");
    const account = createAccount({
      provider: "aws_iam",
      type: "user",
      id: arn,
      label: textOf(user, "user_name") ?? arn,
      status: "active",
    });
    const names = textsOf(user, "group_names");
    const groups = rowsOf(facts, "aws_iam_groups").filter(
      (group) => textOf(group, "account_id") === accountId && names.includes(requiredTextOf(group, "group_name")),
    );
    return privileges
      .iamPolicies({ user, groups, policies: rowsOf(facts, "aws_iam_policies") })
      .map(({ role, privilege, viaGroupArn }): AccessDraft => {
        const group = groups.find((row) => textOf(row, "arn") === viaGroupArn);
        return {
          account,
          resource: awsAccountResource(facts, accountId),
          role,
          privilege,
          accessPath: viaGroupArn === null ? "direct" : "group",
          via:
            viaGroupArn === null
              ? []
              : [
                  {
                    kind: "group",
                    id: viaGroupArn,
                    label: group === undefined ? viaGroupArn : requiredTextOf(group, "group_name"),
                  },
                ],
          condition: null,
          certainty: "exact",
          truncated: false,
        };
      });
  });
}
