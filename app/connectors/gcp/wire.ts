import { z } from "zod";
import type { Json } from "../../model/json.ts";
import { text } from "../../model/record.ts";

/** Shapes of Resource Manager (v1 and v3), IAM policies and Cloud Asset. */

/** v1 writes `{type: "folder", id: "1414"}`, v3 `"folders/1414"`; anything else, or nothing, is null. */
const parent = z
  .union([
    z.string().regex(/^(organizations|folders)\/[^/]+$/),
    z
      .object({ type: z.string(), id: text })
      .transform(({ type, id }) => (id === null ? null : `${type.replace(/s?$/, "s")}/${id}`))
      .pipe(z.string().regex(/^(organizations|folders)\//)),
  ])
  .nullable()
  .catch(null);

const state = { lifecycleState: text, state: text };

export const organisationWire = z.object({
  name: text,
  organizationId: text,
  displayName: text,
  owner: z.object({ directoryCustomerId: text }).catch({ directoryCustomerId: null }),
  directoryCustomerId: text,
  ...state,
});

export const folderWire = z.object({ name: text, folderId: text, parent, displayName: text, ...state });

/** In v1 `name` is the display name, in v3 it is `projects/<number>`. */
export const projectWire = z.object({
  projectId: text,
  projectNumber: text,
  name: text,
  displayName: text,
  parent,
  ...state,
});

/** Strict, unlike all else: a grant that is half read would be a wrong answer. */
export const bindingsWire = z
  .array(
    z.object({
      role: z.string().min(1),
      members: z.array(z.string().min(1)).nullish(),
      condition: z.record(z.string(), z.json()).nullish(),
    }),
  )
  .nullish();

const policy = z.custom<Json>().optional();

/** `full_resource_name` and `policies[]` are of batchGetEffectiveIamPolicies; gcloud writes camel case. */
export const assetWire = z.object({
  resource: text,
  name: text,
  policy,
  iam_policy: policy,
  iamPolicy: policy,
  policies: z.array(z.custom<Json>()).nullable().catch(null),
});

export const attachedPolicyWire = z.object({ attached_resource: text, attachedResource: text, policy });
