import type { JsonObject } from "../model/json.ts";
import { awsTimeBefore } from "./northwind.ts";
import { createRandom, UPPER_BASE32 } from "./random.ts";

function document(effect: "Allow" | "Deny", action: string | string[], condition?: JsonObject): JsonObject {
  const statement = { Effect: effect, Action: action, Resource: "*", ...(condition ? { Condition: condition } : {}) };
  return { Version: "2012-10-17", Statement: [statement] };
}

export const INLINE_POLICIES = {
  deployArtifacts: {
    PolicyName: "deploy-artifacts",
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:GetObject"],
        Resource: "arn:aws:s3:::northwind-artifacts/*",
      },
    },
  },
  emergencyAdmin: { PolicyName: "emergency-admin", PolicyDocument: document("Allow", "*") },
  denyIdentities: { PolicyName: "deny-identities", PolicyDocument: document("Deny", ["iam:*", "organizations:*"]) },
  denyWithoutMfa: {
    PolicyName: "deny-without-mfa",
    PolicyDocument: document("Deny", "*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }),
  },
} as const satisfies Record<string, JsonObject>;

/** AWS's own policies that the demo attaches; the real documents of the last two are longer. */
const AWS_MANAGED: readonly { name: string; document: JsonObject }[] = [
  { name: "AdministratorAccess", document: document("Allow", "*") },
  {
    name: "PowerUserAccess",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
        {
          Effect: "Allow",
          Action: ["iam:ListRoles", "organizations:DescribeOrganization", "account:ListRegions"],
          Resource: "*",
        },
      ],
    },
  },
  {
    name: "ReadOnlyAccess",
    document: document("Allow", ["ec2:Describe*", "s3:Get*", "s3:List*", "iam:Get*", "iam:List*", "rds:Describe*"]),
  },
];

const CUSTOMER_MANAGED: readonly { name: string; document: JsonObject }[] = [
  { name: "developer-boundary", document: document("Allow", ["ecs:*", "lambda:*", "logs:*", "s3:*", "sqs:*"]) },
  { name: "pipeline-deploy", document: document("Allow", ["cloudformation:*", "ecs:UpdateService", "iam:PassRole"]) },
];

/** How a user, group or role names an attached policy. */
export function attachedPolicy(accountId: string, name: string): { PolicyName: string; PolicyArn: string } {
  return { PolicyName: name, PolicyArn: policyArn(accountId, name) };
}

/** @returns the ARN of a policy of the account, or of AWS when the name is one of AWS's own. */
export function policyArn(accountId: string, name: string): string {
  return AWS_MANAGED.some((policy) => policy.name === name)
    ? `arn:aws:iam::aws:policy/${name}`
    : `arn:aws:iam::${accountId}:policy/${name}`;
}

/** @returns the `Policies` of an account's authorization details. */
export function createPolicyRows(seed: number, accountId: string): JsonObject[] {
  return [...AWS_MANAGED, ...CUSTOMER_MANAGED].map(({ name, document }, nth) => {
    const random = createRandom(seed, `iam-policy/${nth < AWS_MANAGED.length ? "aws" : accountId}/${name}`);
    const created = awsTimeBefore(400 + random.next() * 1500);
    return {
      PolicyName: name,
      PolicyId: `ANPA${random.text(17, UPPER_BASE32)}`,
      Arn: policyArn(accountId, name),
      Path: "/",
      DefaultVersionId: "v1",
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: name === "developer-boundary" ? 1 : 0,
      IsAttachable: true,
      CreateDate: created,
      UpdateDate: created,
      PolicyVersionList: [{ Document: document, VersionId: "v1", IsDefaultVersion: true, CreateDate: created }],
    };
  });
}
