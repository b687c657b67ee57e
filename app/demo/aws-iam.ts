import type { JsonObject } from "../model/json.ts";
import { ACCOUNT_INDEX, type AwsAccount } from "./aws-accounts.ts";
import { attachedPolicy, createPolicyRows, INLINE_POLICIES, policyArn } from "./aws-iam-policies.ts";
import { type BundleFile, createObjectFile, createTextFile } from "./bundle-file.ts";
import { CAST_INDEX } from "./cast.ts";
import { awsTimeBefore, DOMAIN, SSO_INSTANCE_ID } from "./northwind.ts";
import type { Organisation } from "./people.ts";
import { createRandom, HEX, UPPER_BASE32 } from "./random.ts";

type IamUser = {
  name: string;
  /** Path of the user, `/` or `/machines/`. */
  path: string;
  email: string | null;
  groups: readonly string[];
  attached: readonly string[];
  inline: readonly JsonObject[];
  boundary: string | null;
  password: boolean;
  mfa: boolean;
  /** Days since the first access key was rotated; null when there is none. */
  keyAge: number | null;
};

const MACHINE = { email: null, path: "/machines/", password: false, mfa: false, boundary: null } as const;
const HUMAN = { path: "/", attached: [], inline: [], boundary: null, password: true, mfa: true, keyAge: null } as const;

const REPORT_HEADER =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

/** @returns the accounts that still have IAM users: management, production and some of the workloads. */
export function listIamAccounts(accounts: readonly AwsAccount[]): AwsAccount[] {
  const workloads = accounts.slice(ACCOUNT_INDEX.firstWorkload);
  const step = Math.max(1, Math.floor(workloads.length / 6));
  const some = workloads.filter((_, nth) => nth % step === 0).slice(0, 6);
  return accounts.filter(
    ({ index }) =>
      index === ACCOUNT_INDEX.management || index === ACCOUNT_INDEX.production || some.some((a) => a.index === index),
  );
}

/** Files of the scopes `aws/iam/<account-id>`: authorization details and the credential report. */
export function* createIamFiles(organisation: Organisation, accounts: readonly AwsAccount[]): Generator<BundleFile> {
  const { seed } = organisation;
  for (const account of listIamAccounts(accounts)) {
    const users = listUsers(organisation, account);
    yield createObjectFile(`aws/iam/${account.id}/get-account-authorization-details.json`, {
      UserDetailList: users.map((user) => userRow(seed, account, user)),
      GroupDetailList: groupRows(seed, account),
      RoleDetailList: roleRows(seed, account),
      Policies: createPolicyRows(seed, account.id),
      IsTruncated: false,
    });
    const lines = users.map((user) => reportLine(seed, account, user));
    yield createTextFile(`aws/iam/${account.id}/credential-report.csv`, [REPORT_HEADER, rootLine(account), ...lines]);
  }
}

function listUsers({ people, seed, structure, personAt }: Organisation, account: AwsAccount): IamUser[] {
  const random = createRandom(seed, `iam/${account.id}`);
  const engineering = structure.departments[0];
  const humans = new Map<string, IamUser>();
  const human = (index: number, own: Partial<IamUser> & { groups: readonly string[] }) => {
    const { local, email } = personAt(index);
    humans.set(local, { ...HUMAN, name: local, email, ...own });
  };
  for (let nth = 0; nth < 3; nth++) {
    const start = engineering?.start ?? 0;
    const index = start + random.integer((engineering?.end ?? people) - start);
    human(index, { groups: ["developers"], mfa: random.chance(0.8), keyAge: random.integer(300) });
  }
  if (account.index === ACCOUNT_INDEX.production) {
    human(CAST_INDEX.dmitriVolkov, {
      groups: [],
      inline: [INLINE_POLICIES.emergencyAdmin],
      mfa: false,
      keyAge: 412,
    });
    human(CAST_INDEX.chiaraConti, {
      groups: ["developers"],
      attached: ["PowerUserAccess"],
      inline: [INLINE_POLICIES.denyIdentities],
      boundary: "developer-boundary",
      keyAge: 97,
    });
  }
  if (account.index === ACCOUNT_INDEX.management) {
    human(CAST_INDEX.kofiMensah, { groups: ["administrators"], inline: [INLINE_POLICIES.denyWithoutMfa] });
  }
  return [
    ...humans.values(),
    {
      ...MACHINE,
      name: "ci-deploy",
      groups: [],
      attached: ["pipeline-deploy"],
      inline: [INLINE_POLICIES.deployArtifacts],
      keyAge: 41,
    },
    { ...MACHINE, name: "backup-legacy", groups: [], attached: ["ReadOnlyAccess"], inline: [], keyAge: 903 },
  ];
}

function userArn(account: AwsAccount, user: IamUser): string {
  return `arn:aws:iam::${account.id}:user${user.path}${user.name}`;
}

function createdDaysAgo(seed: number, account: AwsAccount, user: IamUser): number {
  return (user.keyAge ?? 0) + 10 + createRandom(seed, `iam-user-age/${account.id}/${user.name}`).next() * 400;
}

function userRow(seed: number, account: AwsAccount, user: IamUser): JsonObject {
  const tags = user.email === null ? [] : [{ Key: "email", Value: user.email }];
  return {
    Path: user.path,
    UserName: user.name,
    UserId: `AIDA${createRandom(seed, `iam-user/${account.id}/${user.name}`).text(17, UPPER_BASE32)}`,
    Arn: userArn(account, user),
    CreateDate: awsTimeBefore(createdDaysAgo(seed, account, user)),
    ...(user.inline.length === 0 ? {} : { UserPolicyList: [...user.inline] }),
    GroupList: [...user.groups],
    AttachedManagedPolicies: user.attached.map((name) => attachedPolicy(account.id, name)),
    ...(user.boundary === null
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "Policy",
            PermissionsBoundaryArn: policyArn(account.id, user.boundary),
          },
        }),
    Tags: [...tags, { Key: "owner", Value: user.email === null ? `platform@${DOMAIN}` : "self" }],
  };
}

function groupRows(seed: number, account: AwsAccount): JsonObject[] {
  const row = (name: string, attached: string, inline: JsonObject[]): JsonObject => ({
    Path: "/",
    GroupName: name,
    GroupId: `AGPA${createRandom(seed, `iam-group/${account.id}/${name}`).text(17, UPPER_BASE32)}`,
    Arn: `arn:aws:iam::${account.id}:group/${name}`,
    CreateDate: awsTimeBefore(1380.2),
    GroupPolicyList: inline,
    AttachedManagedPolicies: [attachedPolicy(account.id, attached)],
  });
  return [
    row("administrators", "AdministratorAccess", []),
    row("developers", "ReadOnlyAccess", [INLINE_POLICIES.deployArtifacts]),
  ];
}

function roleRows(seed: number, account: AwsAccount): JsonObject[] {
  const suffix = createRandom(seed, `sso-role/${account.id}`).text(16, HEX);
  const row = (name: string, path: string, trust: JsonObject, attached: string): JsonObject => ({
    Path: path,
    RoleName: name,
    RoleId: `AROA${createRandom(seed, `iam-role/${account.id}/${name}`).text(17, UPPER_BASE32)}`,
    Arn: `arn:aws:iam::${account.id}:role${path}${name}`,
    CreateDate: awsTimeBefore(1200.6),
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...trust }] },
    InstanceProfileList: [],
    RolePolicyList: [],
    AttachedManagedPolicies: [attachedPolicy(account.id, attached)],
    Tags: [],
    RoleLastUsed: { LastUsedDate: awsTimeBefore(2.3), Region: "eu-west-1" },
  });
  const provider = `arn:aws:iam::${account.id}:saml-provider/AWSSSO_${SSO_INSTANCE_ID.slice(7)}_DO_NOT_DELETE`;
  return [
    row(
      `AWSReservedSSO_AdministratorAccess_${suffix}`,
      "/aws-reserved/sso.amazonaws.com/eu-west-1/",
      { Principal: { Federated: provider }, Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"] },
      "AdministratorAccess",
    ),
    row(
      "ecs-task",
      "/",
      { Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
      "ReadOnlyAccess",
    ),
  ];
}

function reportLine(seed: number, account: AwsAccount, user: IamUser): string {
  const created = awsTimeBefore(createdDaysAgo(seed, account, user));
  const random = createRandom(seed, `iam-report/${account.id}/${user.name}`);
  const password = user.password
    ? ["true", random.chance(0.1) ? "no_information" : awsTimeBefore(random.next() * 60), created, "N/A"]
    : ["false", "N/A", "N/A", "N/A"];
  const key =
    user.keyAge === null
      ? ["false", "N/A", "N/A", "N/A", "N/A"]
      : ["true", awsTimeBefore(user.keyAge), awsTimeBefore(random.next() * 20), "eu-west-1", "s3"];
  const second = ["false", "N/A", "N/A", "N/A", "N/A"];
  const certificates = ["false", "N/A", "false", "N/A"];
  return [
    user.name,
    userArn(account, user),
    created,
    ...password,
    String(user.mfa),
    ...key,
    ...second,
    ...certificates,
  ].join(",");
}

function rootLine(account: AwsAccount): string {
  const arn = `arn:aws:iam::${account.id}:root`;
  const key = "false,N/A,N/A,N/A,N/A";
  return `<root_account>,${arn},${awsTimeBefore(1490.4)},not_supported,no_information,not_supported,not_supported,true,${key},${key},false,N/A,false,N/A`;
}
