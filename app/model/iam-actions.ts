import type { IamStatement } from "./iam-document.ts";

/** Actions with which one gives oneself any other right: only who keeps them all is `admin`. */
export const IAM_ADMINISTRATION: readonly string[] = [
  "CreateUser CreateRole CreatePolicy CreatePolicyVersion SetDefaultPolicyVersion CreateAccessKey CreateLoginProfile",
  "UpdateLoginProfile AttachUserPolicy AttachGroupPolicy AttachRolePolicy PutUserPolicy PutGroupPolicy PutRolePolicy",
  "AddUserToGroup UpdateAssumeRolePolicy PassRole",
].flatMap((names) => names.split(" ").map((name) => `iam:${name.toLowerCase()}`));

/** Services that stand for all others when a pattern names none; each with the reads and writes that grants speak of. */
const SERVICES: Readonly<Record<string, string>> = {
  account: "GetContactInformation PutContactInformation CloseAccount",
  cloudformation: "DescribeStacks CreateStack UpdateStack DeleteStack",
  cloudtrail: "LookupEvents DescribeTrails StopLogging DeleteTrail",
  cloudwatch: "GetMetricData PutMetricAlarm DeleteAlarms",
  dynamodb: "GetItem Query Scan PutItem UpdateItem DeleteItem DeleteTable",
  ec2: "DescribeInstances RunInstances StartInstances StopInstances TerminateInstances AuthorizeSecurityGroupIngress",
  ecr: "BatchGetImage PutImage DeleteRepository",
  ecs: "DescribeServices UpdateService RunTask",
  eks: "DescribeCluster UpdateClusterConfig CreateAccessEntry",
  iam: "GetUser ListUsers ListRoles SimulatePrincipalPolicy DeleteUser DeleteRole TagUser ChangePassword",
  kms: "DescribeKey Decrypt Encrypt PutKeyPolicy ScheduleKeyDeletion",
  lambda: "GetFunction InvokeFunction UpdateFunctionCode CreateFunction",
  logs: "FilterLogEvents GetLogEvents PutLogEvents DeleteLogGroup",
  organizations: "ListAccounts DescribeOrganization CreateAccount AttachPolicy LeaveOrganization",
  rds: "DescribeDBInstances CreateDBInstance ModifyDBInstance DeleteDBInstance",
  route53: "ListHostedZones ChangeResourceRecordSets",
  s3: "GetObject ListBucket ListAllMyBuckets PutObject DeleteObject PutBucketPolicy DeleteBucket",
  secretsmanager: "GetSecretValue ListSecrets PutSecretValue DeleteSecret",
  sns: "ListTopics Publish DeleteTopic",
  sqs: "ReceiveMessage SendMessage DeleteQueue",
  ssm: "GetParameter PutParameter SendCommand StartSession",
  sso: "ListPermissionSets CreateAccountAssignment",
  sts: "GetCallerIdentity AssumeRole",
};

/** Verbs that a service outside the catalogue is asked for, as soon as a document names it. */
const VERBS = ["get", "list", "describe", "batchget", "create", "put", "update", "delete", "start", "send"];

const READS =
  /^(batch)?(get|list|describe|head|lookup|query|scan|search|select|view|check(?!out|in)|test|validate|verify|simulate|preview|estimate|detect|receive|read|filter|partiqlselect|startquery$|stopquery$)/;

/** Stands for the text of a wildcard: no service, verb or noun is called so, hence only a wildcard covers it. */
const ANYTHING = "zzyzx";

const CATALOGUE: readonly string[] = [
  ...IAM_ADMINISTRATION,
  ...Object.entries(SERVICES).flatMap(([service, names]) =>
    names.split(" ").map((name) => `${service}:${name.toLowerCase()}`),
  ),
];

/** @param action in lower case, with or without its service. @returns whether it only looks at things. */
function isReadAction(action: string): boolean {
  return READS.test(action.slice(action.indexOf(":") + 1));
}

function probeOf(pattern: string): string {
  if (/^\*+$/.test(pattern)) return `${ANYTHING}:${ANYTHING}`;
  return pattern.replace(/\*+/g, ANYTHING).replaceAll("?", "x");
}

/**
 * The finite universe in which policies are compared: the catalogue, one action made from every pattern that occurs in
 * the documents, and common verbs of every service that they name.
 * @returns the actions, in lower case: `writes` and `reads`.
 */
export function probeActions(statements: readonly IamStatement[]): { writes: string[]; reads: string[] } {
  const actions = new Set<string>();
  const services = new Set<string>();
  for (const { actions: has, notActions: hasNot } of statements) {
    for (const pattern of has ?? hasNot ?? []) {
      const probe = probeOf(pattern);
      actions.add(probe);
      services.add(probe.slice(0, Math.max(probe.indexOf(":"), 0)));
    }
  }
  for (const service of services) {
    if (service !== "" && !(service in SERVICES))
      for (const verb of VERBS) actions.add(`${service}:${verb}${ANYTHING}`);
  }
  for (const action of CATALOGUE) actions.add(action);
  const all = [...actions];
  return { writes: all.filter((action) => !isReadAction(action)), reads: all.filter(isReadAction) };
}
