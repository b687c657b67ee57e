import type { Connector, SourceFile } from "../../model/source.ts";
import { normaliseFolder, normaliseOrganisation, normaliseProject } from "./normalise-hierarchy.ts";
import { normaliseAsset, normalisePolicyOf } from "./normalise-policies.ts";

const RESOURCES = 0;
const BINDINGS = 1;
const ASSET_LISTS = ["results", "assets", "policy_results", "policyResults"];

/** What the files under `gcp/` hold, see docs/bundle.md; made of the output of gcloud and Cloud Asset. */
export const gcpConnector: Connector = {
  describeFile(path) {
    if (path === "gcp/organizations.json") return json(RESOURCES, ["organizations"], normaliseOrganisation);
    if (path === "gcp/folders.json") return json(RESOURCES, ["folders"], normaliseFolder);
    if (path === "gcp/projects.json") return json(RESOURCES, ["projects"], normaliseProject);
    if (path === "gcp/asset-iam-policies.json") return json(BINDINGS, ASSET_LISTS, normaliseAsset);
    const resource = /^gcp\/iam-policies\/((?:organizations|folders|projects)\/[^/]+)\.json$/s.exec(path)?.[1];
    return resource === undefined ? null : json(BINDINGS, [], normalisePolicyOf(resource));
  },
};

function json(rank: number, listKeys: readonly string[], normalise: SourceFile["normalise"]): SourceFile {
  return { scope: "gcp", rank, format: "json", listKeys, normalise, fileRows: [] };
}
