import type { Connector, SourceFile } from "../../model/source.ts";
import { expandSamlIdentities, expandVerifiedEmails } from "./graphql.ts";
import {
  normaliseOrganisationOf,
  normaliseOrgMemberOf,
  normaliseTeamMemberOf,
  normaliseTeamOf,
} from "./normalise-memberships.ts";
import { normaliseCollaboratorOf, normaliseRepositoryOf, normaliseTeamRepositoryOf } from "./normalise-repositories.ts";
import { normaliseExternalIdentityOf, normaliseUserOf, normaliseVerifiedMemberOf } from "./normalise-users.ts";

const ENTITIES = 0;
const USERS = 1;
const RELATIONS = 2;

/** The REST API answers with bare arrays; who wraps a page does it under the name of what it lists. */
const MEMBERS = ["members"];
const REPOSITORIES = ["repos", "repositories"];

/** What the files under `github/<org>/` hold, see docs/bundle.md; the organisation is the folder's name as it is. */
export const githubConnector: Connector = {
  describeFile(path) {
    const [, organisation, folder, name] = /^github\/([^/]+)\/(?:([^/]+)\/)?([^/]+)\.json$/s.exec(path) ?? [];
    if (organisation === undefined || name === undefined) return null;
    const file = folder === undefined ? describeFile(organisation, name) : describeFileOf(organisation, folder, name);
    return file === null ? null : { format: "json", fileRows: [], ...file, scope: `github/${organisation}` };
  },
};

type Description = Pick<SourceFile, "rank" | "listKeys" | "normalise"> & Partial<SourceFile>;

function describeFile(organisation: string, name: string): Description | null {
  switch (name) {
    case "org":
      return { rank: ENTITIES, listKeys: [], normalise: normaliseOrganisationOf(organisation) };
    case "teams":
      return { rank: ENTITIES, listKeys: ["teams"], normalise: normaliseTeamOf(organisation) };
    case "repos":
      return { rank: ENTITIES, listKeys: REPOSITORIES, normalise: normaliseRepositoryOf(organisation) };
    case "members":
      return { rank: USERS, listKeys: MEMBERS, normalise: normaliseOrgMemberOf(organisation, "member") };
    case "members-admin":
      return { rank: USERS, listKeys: MEMBERS, normalise: normaliseOrgMemberOf(organisation, "admin") };
    case "members-2fa-disabled":
      return { rank: USERS, listKeys: MEMBERS, normalise: normaliseOrgMemberOf(organisation, "2fa_disabled") };
    case "outside-collaborators": {
      const normalise = normaliseOrgMemberOf(organisation, "outside_collaborator");
      return { rank: USERS, listKeys: ["outside_collaborators", "collaborators"], normalise };
    }
    case "verified-emails": {
      const normalise = normaliseVerifiedMemberOf(organisation);
      return { rank: USERS, format: "graphql", expand: expandVerifiedEmails, listKeys: [], normalise };
    }
    case "saml-identities": {
      const normalise = normaliseExternalIdentityOf(organisation);
      return { rank: USERS, format: "graphql", expand: expandSamlIdentities, listKeys: [], normalise };
    }
    default:
      return null;
  }
}

function describeFileOf(organisation: string, folder: string, name: string): Description | null {
  switch (folder) {
    case "users":
      return { rank: USERS, listKeys: ["users"], normalise: normaliseUserOf(organisation, "profile") };
    case "team-members": {
      const listed = { listing: "github_team_members", listing_key: name };
      return {
        rank: RELATIONS,
        listKeys: MEMBERS,
        normalise: normaliseTeamMemberOf(organisation, name),
        fileRows: [{ table: "collected_listings", key: [listed.listing, name], columns: listed, raw: listed }],
      };
    }
    case "team-repos":
      return { rank: RELATIONS, listKeys: REPOSITORIES, normalise: normaliseTeamRepositoryOf(organisation, name) };
    case "collaborators":
      return { rank: RELATIONS, listKeys: ["collaborators"], normalise: normaliseCollaboratorOf(organisation, name) };
    default:
      return null;
  }
}
