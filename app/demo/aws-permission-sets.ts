import type { JsonObject } from "../model/json.ts";
import { type BundleFile, createObjectFile, createPageFile } from "./bundle-file.ts";
import { awsTimeBefore, IDENTITY_STORE_ID, SSO_INSTANCE_ID } from "./northwind.ts";
import { createRandom, HEX } from "./random.ts";

const INSTANCE_ARN = `arn:aws:sso:::instance/${SSO_INSTANCE_ID}`;
const JOB = "job-function/";

type PermissionSet = { description: string; session: string; managed: readonly string[]; inline?: JsonObject };

function policy(...statements: JsonObject[]): JsonObject {
  return { Version: "2012-10-17", Statement: statements };
}

/** Permission sets by name; `managed` are paths of AWS's own policies. */
const PERMISSION_SETS = {
  AdministratorAccess: { description: "Full access", session: "PT1H", managed: ["AdministratorAccess"] },
  BreakGlass: { description: "Emergencies only, alarms", session: "PT1H", managed: ["AdministratorAccess"] },
  PowerUserAccess: { description: "All but identities", session: "PT4H", managed: ["PowerUserAccess"] },
  ReadOnlyAccess: { description: "Reads everything", session: "PT8H", managed: ["ReadOnlyAccess"] },
  ViewOnlyAccess: { description: "Lists, no content", session: "PT8H", managed: [`${JOB}ViewOnlyAccess`] },
  SecurityAudit: { description: "Configuration review", session: "PT8H", managed: ["SecurityAudit"] },
  Billing: { description: "Invoices and budgets", session: "PT4H", managed: [`${JOB}Billing`] },
  NetworkAdministrator: { description: "Networks", session: "PT2H", managed: [`${JOB}NetworkAdministrator`] },
  DeveloperAccess: {
    description: "Builds and runs services",
    session: "PT8H",
    managed: [],
    inline: policy(
      {
        Sid: "Build",
        Effect: "Allow",
        Action: ["ecs:*", "lambda:*", "logs:*", "s3:GetObject", "s3:PutObject", "sqs:*", "cloudformation:*"],
        Resource: "*",
      },
      { Sid: "NoIdentities", Effect: "Deny", Action: ["iam:*", "organizations:*"], Resource: "*" },
    ),
  },
  DataScientist: {
    description: "Queries the lake",
    session: "PT8H",
    managed: [`${JOB}DataScientist`],
    inline: policy({ Effect: "Allow", Action: ["athena:*", "glue:Get*"], Resource: "*" }),
  },
  ProductionSupport: {
    description: "Reads logs, restarts tasks",
    session: "PT2H",
    managed: ["CloudWatchReadOnlyAccess"],
    inline: policy({
      Effect: "Allow",
      Action: ["ecs:UpdateService", "ecs:StopTask", "ssm:StartSession"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
    }),
  },
} as const satisfies Record<string, PermissionSet>;

export type PermissionSetName = keyof typeof PERMISSION_SETS;

function permissionSetId(seed: number, name: PermissionSetName): string {
  return `ps-${createRandom(seed, `permission-set/${name}`).text(16, HEX)}`;
}

/** @returns the ARN by which assignments name a permission set. */
export function permissionSetArn(seed: number, name: PermissionSetName): string {
  return `arn:aws:sso:::permissionSet/${SSO_INSTANCE_ID}/${permissionSetId(seed, name)}`;
}

/** The instance and its permission sets: part of the scope `aws/sso-admin`. */
export function* createPermissionSetFiles(seed: number, managementAccountId: string): Generator<BundleFile> {
  yield createPageFile("aws/sso-admin/list-instances.json", {}, "Instances", [
    {
      InstanceArn: INSTANCE_ARN,
      IdentityStoreId: IDENTITY_STORE_ID,
      OwnerAccountId: managementAccountId,
      Name: "northwind",
      CreatedDate: awsTimeBefore(1490.4),
      Status: "ACTIVE",
    },
  ]);
  for (const [name, set] of Object.entries<PermissionSet>(PERMISSION_SETS) as [PermissionSetName, PermissionSet][]) {
    const id = permissionSetId(seed, name);
    yield createObjectFile(`aws/sso-admin/describe-permission-set/${id}.json`, {
      PermissionSet: {
        Name: name,
        PermissionSetArn: permissionSetArn(seed, name),
        Description: set.description,
        CreatedDate: awsTimeBefore(createRandom(seed, `permission-set-age/${name}`).next() * 1400),
        SessionDuration: set.session,
      },
    });
    yield createPageFile(
      `aws/sso-admin/list-managed-policies/${id}.json`,
      {},
      "AttachedManagedPolicies",
      set.managed.map((path) => ({
        Name: path.slice(path.lastIndexOf("/") + 1),
        Arn: `arn:aws:iam::aws:policy/${path}`,
      })),
    );
    yield createObjectFile(`aws/sso-admin/inline-policy/${id}.json`, {
      InlinePolicy: set.inline === undefined ? "" : JSON.stringify(set.inline),
    });
  }
}
