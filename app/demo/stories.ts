import { CAST, CAST_INDEX } from "./cast.ts";
import { DOMAIN } from "./northwind.ts";

/** Something that an analyst finds in every demo organisation, whatever its size and seed. */
export type DemoStory = {
  title: string;
  /** Address of the person to look at, or null when the story is about a resource. */
  person: string | null;
  /** Id of the resource to look at, or null when it is about a person everywhere. */
  resource: string | null;
  why: string;
};

const address = (index: number) => `${CAST[index]?.local ?? ""}@${DOMAIN}`;

export const DEMO_STORIES: readonly DemoStory[] = [
  {
    title: "Left, and still inside",
    person: address(CAST_INDEX.tomasFerreira),
    resource: null,
    why: "Tomás Ferreira is suspended in Google Workspace, yet his Identity Center user is enabled with PowerUserAccess on northwind-production, and on GitHub he administers northwind/payments-core.",
  },
  {
    title: "A contractor who administers production",
    person: address(CAST_INDEX.maritSolheim),
    resource: "northwind-core-prod",
    why: "Marit Solheim is in vendor-brightpath, which is in migration-partners, which is in production-admins: editor of northwind-core-prod by three groups. Provisioning flattened them, so she has AdministratorAccess on the AWS account northwind-production too.",
  },
  {
    title: "A budget analyst who owns the cloud",
    person: address(CAST_INDEX.priyaRaghunathan),
    resource: "organizations/481516234299",
    why: "Priya Raghunathan is in budget-reviewers, which is in cloud-governance, which is in gcp-organization-admins: roles/owner on the organisation and on every folder and project below.",
  },
  {
    title: "Two people named Ana Silva",
    person: address(CAST_INDEX.anaSilvaFinance),
    resource: null,
    why: "One is the financial controller, one an engineer (ana.silva2). The engineer's GitHub account claims both addresses and waits as a conflict; the Identity Center user silva.a has no address and waits for a decision.",
  },
  {
    title: "A project that the internet reads",
    person: null,
    resource: "northwind-public-assets",
    why: "allUsers may view its storage, and creative-agency, a group with an outside member, administers it.",
  },
  {
    title: "Disabled in one place only",
    person: address(CAST_INDEX.chiaraConti),
    resource: null,
    why: "Chiara Conti is disabled in Identity Center, but her IAM user in northwind-production still has a password and an access key, held back by a boundary and a deny.",
  },
  {
    title: "An administrator that no group shows",
    person: address(CAST_INDEX.dmitriVolkov),
    resource: null,
    why: "Dmitri Volkov has an inline policy that allows everything in northwind-production, no MFA and an access key of 412 days. On GitHub he is an owner without 2FA, linked to him by nothing but his name.",
  },
  {
    title: "Two ways to production, one of which ends",
    person: null,
    resource: "northwind-core-prod",
    why: "platform-oncall is in sre-primary and in sre-secondary, both in production-access: every on-call engineer has two paths, and one of the roles ends on 31 January 2027.",
  },
  {
    title: "Groups that contain each other",
    person: null,
    resource: "northwind-core-prod",
    why: "release-captains contains release-reviewers and the other way round: whoever joins one has the access of both.",
  },
  {
    title: "An outsider who administers payments",
    person: null,
    resource: "northwind/payments-core",
    why: "pixelforge-dev, of another company, is an outside collaborator with admin.",
  },
];
