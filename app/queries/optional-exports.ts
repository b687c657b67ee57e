/**
 * Files that a bundle may leave out, and what nobody knows then.
 * - `scope`, `file`: regular expressions of PostgreSQL, over the whole name
 * - `path`: as docs/bundle.md writes it
 * - `question`: of the catalogue (ask/catalogue), the one that is answered less well; null where it is no single one
 */
export type OptionalExport = {
  id: string;
  scope: string;
  file: string;
  path: string;
  question: string | null;
  without: string;
};

export const OPTIONAL_EXPORTS: readonly OptionalExport[] = [
  {
    id: "github-2fa",
    scope: "^github/",
    file: "/members-2fa-disabled[.]json$",
    path: "github/<org>/members-2fa-disabled.json",
    question: "admins-without-mfa",
    without: "Nobody knows which members of the organisation have no second factor.",
  },
  {
    id: "github-emails",
    scope: "^github/",
    file: "/(verified-emails|saml-identities)[.]json$",
    path: "github/<org>/verified-emails.json or saml-identities.json",
    question: "unlinked-accounts",
    without: "GitHub accounts are linked to people by public e-mail addresses only, which most accounts do not show.",
  },
  {
    id: "iam-credentials",
    scope: "^aws/iam/",
    file: "/credential-report[.]csv$",
    path: "aws/iam/<account>/credential-report.csv",
    question: "old-access-keys",
    without:
      "Nobody knows how old access keys are, when they were last used, and who signs in without a second factor.",
  },
  {
    id: "permission-set-policies",
    scope: "^aws/sso-admin$",
    file: "/(list-managed-policies|inline-policy)/",
    path: "aws/sso-admin/list-managed-policies/, inline-policy/",
    question: "privileged-people",
    without: "The level of a permission set is guessed from its name.",
  },
  {
    id: "organizational-units",
    scope: "^aws/organizations$",
    file: "/list-parents/",
    path: "aws/organizations/list-parents/",
    question: null,
    without: "The organisational unit of an account is not shown.",
  },
  {
    id: "workspace-members",
    scope: "^google-workspace$",
    file: "/members/",
    path: "google-workspace/members/",
    question: "group-members",
    without: "Nobody knows who is in a group, and grants of groups reach nobody.",
  },
  {
    id: "identity-center-members",
    scope: "^aws/identitystore$",
    file: "/list-group-memberships/",
    path: "aws/identitystore/list-group-memberships/",
    question: "group-members",
    without: "Nobody knows who is in a group of Identity Center, and its assignments reach nobody.",
  },
  {
    id: "gcp-policies",
    scope: "^gcp$",
    file: "(^gcp/iam-policies/|asset-iam-policies[.]json$)",
    path: "gcp/iam-policies/ or gcp/asset-iam-policies.json",
    question: "resource-access",
    without: "Nobody knows who reaches a project, a folder or the organisation.",
  },
  {
    id: "github-collaborators",
    scope: "^github/",
    file: "/(collaborators/|outside-collaborators[.]json$)",
    path: "github/<org>/collaborators/, outside-collaborators.json",
    question: "outside-collaborators",
    without: "Access of outside collaborators and grants to single accounts are not seen.",
  },
];
