import type { Json } from "../../app/model/json.ts";
import type { BundleFiles } from "../support/bundle-builder.ts";

const DOMAIN = "northwind.example";
const KEY_ARN = "arn:aws:iam::111111111111:user/deploy";

const today = () => new Date().toISOString();

/** A person who is in order: signs in, with a second factor. */
const user = (name: string, rest: Record<string, Json> = {}): Json => ({
  id: `id-${name}`,
  primaryEmail: `${name}@${DOMAIN}`,
  name: { fullName: name },
  isEnrolledIn2Sv: true,
  lastLoginTime: today(),
  ...rest,
});

const group = (name: string) => ({ id: `id-${name}`, email: `${name}@${DOMAIN}`, name });
const member = (name: string, rest: Record<string, Json> = {}) => ({
  id: `id-${name}`,
  email: `${name}@${DOMAIN}`,
  role: "MEMBER",
  type: "USER",
  ...rest,
});
const github = (login: string, id: number) => ({ login, id, node_id: `U_${id}`, type: "User", site_admin: false });
const repository = (id: number, name: string, visibility = "private") => ({
  id,
  name,
  full_name: `acme/${name}`,
  visibility,
  archived: false,
});
const binding = (role: string, ...members: string[]) => ({ role, members });
const verified = (login: string, id: number, name: string) => ({
  node: { login, databaseId: id, organizationVerifiedDomainEmails: [`${name}@${DOMAIN}`] },
});

const verifiedEmails = (...edges: Json[]) => ({ data: { organization: { membersWithRole: { edges } } } });

const report = (rotated: string) =>
  `user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated
deploy,${KEY_ARN},2020-01-01T00:00:00+00:00,false,N/A,false,true,${rotated},false,N/A
`;

/**
 * An organisation with one thing of every kind that a rule looks for, and beside each the same in order: for every rule
 * somebody or something must be found and somebody or something must not.
 */
export function untidyOrganisation(): BundleFiles {
  return {
    "google-workspace/users.json": [
      user("ada"),
      user("ben"),
      user("careless", { isEnrolledIn2Sv: false }),
      user("dora", { lastLoginTime: "2020-01-01T00:00:00.000Z" }),
      user("lee", { suspended: true }),
      user("sue", { suspended: true }),
      user("rob"),
    ],
    "google-workspace/groups.json": ["devs", "empty", "ownerless", "partners", "outer", "inner"].map(group),
    [`google-workspace/members/devs@${DOMAIN}.json`]: [member("ada", { role: "OWNER" }), member("sue"), member("rob")],
    [`google-workspace/members/empty@${DOMAIN}.json`]: [],
    [`google-workspace/members/ownerless@${DOMAIN}.json`]: [member("rob")],
    [`google-workspace/members/partners@${DOMAIN}.json`]: [
      member("ada", { role: "OWNER" }),
      { id: "id-stranger", email: "stranger@elsewhere.example", role: "MEMBER", type: "USER" },
    ],
    [`google-workspace/members/outer@${DOMAIN}.json`]: [
      member("ada", { role: "OWNER" }),
      member("inner", { type: "GROUP" }),
    ],
    [`google-workspace/members/inner@${DOMAIN}.json`]: [
      member("ada", { role: "OWNER" }),
      member("outer", { type: "GROUP" }),
    ],
    "gcp/projects.json": ["shop", "lonely", "open"].map((projectId, index) => ({
      projectId,
      projectNumber: String(100 + index),
      name: projectId,
    })),
    "gcp/iam-policies/projects/shop.json": {
      bindings: [
        binding("roles/owner", `user:ben@${DOMAIN}`, `user:careless@${DOMAIN}`, `user:dora@${DOMAIN}`),
        binding("roles/editor", `group:devs@${DOMAIN}`, `user:rob@${DOMAIN}`),
        binding("roles/viewer", `group:empty@${DOMAIN}`, `group:ownerless@${DOMAIN}`, `group:partners@${DOMAIN}`),
        {
          ...binding("roles/browser", `user:ben@${DOMAIN}`),
          condition: { title: "until-new-year", expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' },
        },
      ],
    },
    "gcp/iam-policies/projects/lonely.json": { bindings: [binding("roles/owner", `user:ada@${DOMAIN}`)] },
    "gcp/iam-policies/projects/open.json": { bindings: [binding("roles/viewer", "allUsers")] },
    "github/acme/org.json": { login: "acme", id: 1, default_repository_permission: "none" },
    "github/acme/members.json": [github("ada-gh", 1), github("ben-gh", 2), github("lee-gh", 3), github("ghost", 4)],
    "github/acme/members-admin.json": [github("ada-gh", 1), github("ben-gh", 2)],
    "github/acme/outside-collaborators.json": [github("writer", 5), github("reader", 6)],
    "github/acme/repos.json": [repository(1, "api"), repository(2, "docs", "public")],
    "github/acme/collaborators/api.json": [
      { ...github("writer", 5), role_name: "write", permissions: { pull: true, push: true } },
      { ...github("reader", 6), role_name: "read", permissions: { pull: true } },
      { ...github("lee-gh", 3), role_name: "read", permissions: { pull: true } },
    ],
    "github/acme/verified-emails.json": verifiedEmails(
      verified("ada-gh", 1, "ada"),
      verified("ben-gh", 2, "ben"),
      verified("lee-gh", 3, "lee"),
    ),
    "aws/iam/111111111111/get-account-authorization-details.json": {
      UserDetailList: [{ UserName: "deploy", UserId: "AID1", Arn: KEY_ARN, Path: "/" }],
    },
    "aws/iam/111111111111/credential-report.csv": report("2021-01-01T00:00:00+00:00"),
  };
}

/** The same organisation after everything was put in order. */
export function tidyOrganisation(): BundleFiles {
  const files = untidyOrganisation();
  return {
    ...files,
    "google-workspace/users.json": ["ada", "ben", "careless", "dora", "rob"].map((name) => user(name)),
    [`google-workspace/members/devs@${DOMAIN}.json`]: [member("ada", { role: "OWNER" }), member("rob")],
    [`google-workspace/members/empty@${DOMAIN}.json`]: [member("rob", { role: "OWNER" })],
    [`google-workspace/members/ownerless@${DOMAIN}.json`]: [member("rob", { role: "MANAGER" })],
    [`google-workspace/members/partners@${DOMAIN}.json`]: [member("ada", { role: "OWNER" })],
    [`google-workspace/members/inner@${DOMAIN}.json`]: [member("ada", { role: "OWNER" })],
    "gcp/iam-policies/projects/shop.json": {
      bindings: [
        binding("roles/owner", `user:ben@${DOMAIN}`, `user:careless@${DOMAIN}`, `user:dora@${DOMAIN}`),
        binding("roles/editor", `group:devs@${DOMAIN}`),
        binding("roles/viewer", `group:empty@${DOMAIN}`, `group:ownerless@${DOMAIN}`, `group:partners@${DOMAIN}`),
      ],
    },
    "gcp/iam-policies/projects/lonely.json": {
      bindings: [binding("roles/owner", `user:ada@${DOMAIN}`, `user:ben@${DOMAIN}`)],
    },
    "gcp/iam-policies/projects/open.json": { bindings: [binding("roles/viewer", `user:ada@${DOMAIN}`)] },
    "github/acme/members.json": [github("ada-gh", 1), github("ben-gh", 2)],
    "github/acme/outside-collaborators.json": [],
    "github/acme/repos.json": [repository(1, "api"), repository(2, "docs")],
    "github/acme/collaborators/api.json": [],
    "github/acme/verified-emails.json": verifiedEmails(verified("ada-gh", 1, "ada"), verified("ben-gh", 2, "ben")),
    "aws/iam/111111111111/get-account-authorization-details.json": { UserDetailList: [] },
    "aws/iam/111111111111/credential-report.csv": report(today()),
  };
}
