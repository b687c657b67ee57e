import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised, SourceRow } from "../../model/source.ts";
import { normaliseBindings } from "./bindings.ts";
import { assetWire, attachedPolicyWire } from "./wire.ts";

const POLICY_KEYS = ["bindings", "etag", "version", "auditConfigs"];
const RESOURCE_MANAGER =
  /^(?:\/\/cloudresourcemanager\.googleapis\.com\/)?((?:organizations|folders|projects)\/[^/]+)$/;

/**
 * A policy as get-iam-policy prints it; one with only an etag grants nothing.
 * @param resource `organizations/<n>`, `folders/<n>` or `projects/<id or number>`: it stands only in the file's name.
 */
export function normalisePolicyOf(resource: string): (record: Json) => Normalised {
  return normaliseWith(z.object({}), (_wire, record) => {
    const keys = Object.keys(record);
    if (keys.length > 0 && !keys.some((key) => POLICY_KEYS.includes(key))) return missing(record, "bindings");
    return withPolicyRow({ resource, origin: "policy-file", raw: record }, normaliseBindings(resource, record));
  });
}

const normaliseAttachedPolicy = normaliseWith(attachedPolicyWire, (attached, record) => {
  const resource = attached.attached_resource ?? attached.attachedResource;
  if (resource === null) return missing(record, "attached_resource");
  return normaliseAssetPolicy(resource, attached.policy, "policy", record);
});

/**
 * A record of search-all-iam-policies (`resource`, `policy`), of an asset export (`name`, `iam_policy`) or of
 * batchGetEffectiveIamPolicies (`policies[]`, each with the resource that it is attached to).
 * Only organisations, folders and projects make bindings; the policies of other assets are kept as they came.
 */
export const normaliseAsset = normaliseWith(assetWire, (asset, record) => {
  if (asset.policies !== null) return unite(asset.policies.map(normaliseAttachedPolicy));
  const resource = asset.resource ?? asset.name;
  if (resource === null) return missing(record, asset.policy === undefined ? "name" : "resource");
  const policy = asset.policy ?? asset.iam_policy ?? asset.iamPolicy;
  return normaliseAssetPolicy(resource, policy, asset.resource === null ? "iam_policy" : "policy", record);
});

function normaliseAssetPolicy(name: string, policy: Json | undefined, policyKey: string, raw: JsonObject): Normalised {
  if (!isJsonObject(policy)) return missing(raw, policyKey);
  const resource = RESOURCE_MANAGER.exec(name)?.[1];
  if (resource === undefined) return withPolicyRow({ resource: name, origin: "asset-file", raw }, { rows: [] });
  return withPolicyRow({ resource, origin: "asset-file", raw }, normaliseBindings(resource, policy));
}

function withPolicyRow(
  { resource, origin, raw }: { resource: string; origin: string; raw: JsonObject },
  bindings: Normalised,
): Normalised {
  if ("reject" in bindings) return bindings;
  const row: SourceRow = { table: "gcp_iam_policies", key: [resource, origin], columns: { resource, origin }, raw };
  return { rows: [row, ...bindings.rows] };
}

function unite(parts: readonly Normalised[]): Normalised {
  const rows: SourceRow[] = [];
  for (const part of parts) {
    if ("reject" in part) return part;
    rows.push(...part.rows);
  }
  return { rows };
}
