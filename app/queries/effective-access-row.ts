import { z } from "zod";
import type {
  AccessPath,
  Certainty,
  EffectiveAccess,
  Hop,
  Privilege,
  Provider,
  ResourceType,
  SubjectStatus,
  SubjectType,
} from "../model/access.ts";

/** A row of effective access with the identifiers that pages link to. */
export type EffectiveAccessRow = EffectiveAccess & { subjectAccountId: string; resourceNodeId: string };

/** A row of a list; `key` finds it again while it stands (`findAccessRow`). */
export type ListedAccessRow = EffectiveAccessRow & { key: string };

/** Columns of the view `effective_access` that make a row. */
export const EFFECTIVE_ACCESS_COLUMNS = [
  "sort_key",
  "subject_account_id",
  "subject_provider",
  "subject_type",
  "subject_id",
  "subject_label",
  "subject_status",
  "person_id",
  "person_name",
  "person_email",
  "resource_node_id",
  "resource_provider",
  "resource_type",
  "resource_id",
  "resource_name",
  "role",
  "privilege",
  "access_path",
  "via",
  "condition",
  "certainty",
  "chains_truncated",
] as const;

// The view's own checks hold the words of the ladder and the like, so the hot path does not test each of them again.
const word = <Word extends string>() => z.custom<Word>((value) => typeof value === "string");

/** One row of the view. */
export const EffectiveAccessColumns = z.object({
  sort_key: z.custom<Buffer>((value) => Buffer.isBuffer(value)),
  subject_account_id: z.string(),
  subject_provider: word<Provider>(),
  subject_type: word<SubjectType>(),
  subject_id: z.string(),
  subject_label: z.string(),
  subject_status: word<SubjectStatus>(),
  person_id: z.string().nullable(),
  person_name: z.string().nullable(),
  person_email: z.string().nullable(),
  resource_node_id: z.string(),
  resource_provider: word<EffectiveAccess["resource"]["provider"]>(),
  resource_type: word<ResourceType>(),
  resource_id: z.string(),
  resource_name: z.string().nullable(),
  role: z.string(),
  privilege: word<Privilege>(),
  access_path: word<AccessPath>(),
  via: z.custom<Hop[]>((value) => Array.isArray(value)),
  condition: z.custom<EffectiveAccess["condition"]>((value) => value === null || typeof value === "object"),
  certainty: word<Certainty>(),
  chains_truncated: z.boolean(),
});
export type EffectiveAccessColumns = z.infer<typeof EffectiveAccessColumns>;

/** @returns the row as views show it. */
export function rowOfColumns(columns: EffectiveAccessColumns): EffectiveAccessRow {
  return {
    subjectAccountId: columns.subject_account_id,
    resourceNodeId: columns.resource_node_id,
    person:
      columns.person_id === null
        ? null
        : { id: columns.person_id, name: columns.person_name ?? "", email: columns.person_email },
    subject: {
      provider: columns.subject_provider,
      type: columns.subject_type,
      id: columns.subject_id,
      label: columns.subject_label,
      status: columns.subject_status,
    },
    resource: {
      provider: columns.resource_provider,
      type: columns.resource_type,
      id: columns.resource_id,
      name: columns.resource_name,
    },
    role: columns.role,
    privilege: columns.privilege,
    accessPath: columns.access_path,
    via: columns.via.map((hop) => ({ kind: hop.kind, id: hop.id, label: hop.label })),
    condition:
      columns.condition === null
        ? null
        : { title: columns.condition.title ?? null, expression: columns.condition.expression ?? null },
    certainty: columns.certainty,
    ...(columns.chains_truncated ? { chainsTruncated: true as const } : {}),
  };
}

/** @returns the row as lists show it. */
export function listedRowOfColumns(columns: EffectiveAccessColumns): ListedAccessRow {
  return { ...rowOfColumns(columns), key: keyOfRow(columns) };
}

/** @returns the key of a row, which is also the cursor of the page behind it. */
export function keyOfRow(columns: Pick<EffectiveAccessColumns, "sort_key">): string {
  return columns.sort_key.toString("base64url");
}

/** @returns exactly the keys of docs/effective-access.md, "A row", in its order. */
export function toContractRow(row: EffectiveAccessRow & { key?: string }): EffectiveAccess {
  const { subjectAccountId: _account, resourceNodeId: _resource, key: _key, ...contract } = row;
  return contract;
}
