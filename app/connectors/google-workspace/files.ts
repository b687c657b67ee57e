import type { Connector, SourceFile } from "../../model/source.ts";
import { normaliseGroup, normaliseMemberOf, normaliseUser } from "./normalise.ts";

const ENTITIES = 0;
const RELATIONS = 1;

/** What the files under `google-workspace/` hold, see docs/bundle.md; pages of the Admin SDK or Cloud Identity. */
export const googleWorkspaceConnector: Connector = {
  describeFile(path) {
    if (path === "google-workspace/users.json") return json(ENTITIES, ["users"], normaliseUser);
    if (path === "google-workspace/groups.json") return json(ENTITIES, ["groups"], normaliseGroup);
    const name = /^google-workspace\/members\/([^/]+)\.json$/s.exec(path)?.[1];
    return name === undefined ? null : describeMembersFile(name.toLowerCase());
  },
};

function describeMembersFile(groupKey: string): SourceFile {
  const listed = { listing: "workspace_members", listing_key: groupKey };
  return {
    ...json(RELATIONS, ["members", "memberships"], normaliseMemberOf(groupKey)),
    fileRows: [{ table: "collected_listings", key: [listed.listing, groupKey], columns: listed, raw: listed }],
  };
}

function json(rank: number, listKeys: readonly string[], normalise: SourceFile["normalise"]): SourceFile {
  return { scope: "google-workspace", rank, format: "json", listKeys, normalise, fileRows: [] };
}
