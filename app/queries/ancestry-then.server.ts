import { z } from "zod";
import type { ExplainFacts, TracedAccess } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { RESOURCE_TYPES, type ResourceType } from "../model/access.ts";
import { nodeId } from "../model/node-id.ts";
import type { Read } from "./list-changes.server.ts";
import { listRecordsThen } from "./records-then.server.ts";
import { resourceRecords } from "./resource-then.server.ts";

type Node = { type: ResourceType; nativeId: string; label: string };

/** A cycle of parents ends by it. */
const DEEPEST = 64;

const Parent = z.object({ parent: z.string().nullish(), organisation: z.string().nullish() });

const nameThen = defineStatement(
  "resource_name_find_as_of",
  z.object({ type: z.enum(RESOURCE_TYPES), native_id: z.string(), name: z.string().nullable() }),
  `select resources.type, resources.native_id, resources.name
from access_span_resources as resources
where resources.resource_id = $1::uuid and resources.valid_from <= $2::timestamptz
  and (resources.valid_until is null or resources.valid_until > $2::timestamptz)`,
);

/** @returns the resource of this node as it was called at a moment */
export async function findNodeThen(
  tx: TenantTransaction,
  id: string,
  asOf: string,
): Promise<(Node & { name: string | null }) | null> {
  const [found] = await tx.query(nameThen, [id, asOf]);
  if (found === undefined) return null;
  const { type, native_id: nativeId, name } = found;
  return { type, nativeId, name, label: name ?? nativeId };
}

/**
 * The resource and what was above it at a moment, up to the highest that a path is attached to, each with the record
 * that named its parent then.
 */
export async function listAncestryThen(
  read: Read,
  resource: Node,
  rows: readonly TracedAccess[],
  asOf: string,
): Promise<ExplainFacts["ancestry"]> {
  const attached = new Set(
    rows.flatMap(({ access }) => access.via.filter(({ kind }) => kind === "resource").map(({ id }) => id)),
  );
  const ancestry: ExplainFacts["ancestry"][number][] = [];
  let node: Node | null = resource;
  while (node !== null && ancestry.length < DEEPEST) {
    attached.delete(node.nativeId);
    if (attached.size === 0) {
      ancestry.push({ nativeId: node.nativeId, label: node.label, source: null });
      break;
    }
    const { step, parent } = await stepUp(read, node, asOf);
    ancestry.push(step);
    node = parent;
  }
  return ancestry;
}

async function stepUp(
  read: Read,
  { type, nativeId, label }: Node,
  asOf: string,
): Promise<{ step: ExplainFacts["ancestry"][number]; parent: Node | null }> {
  const refs = await read((tx) => tx.query(resourceRecords, [type, nativeId]));
  const [record] = await read((tx) => listRecordsThen(tx, refs, asOf), "audit");
  const source = refs.find(({ id }) => id === record?.id) ?? null;
  const parent = record === undefined ? null : parentOf(type, Parent.parse(record.state));
  return {
    step: { nativeId, label, source },
    parent: parent === null ? null : await read((tx) => findNodeThen(tx, parent, asOf)),
  };
}

function parentOf(type: ResourceType, { parent, organisation }: z.output<typeof Parent>): string | null {
  if (type === "github_repository")
    return organisation ? nodeId("resource", "github_organization", organisation) : null;
  if (parent?.startsWith("organizations/")) return nodeId("resource", "gcp_organization", parent);
  if (parent?.startsWith("folders/")) return nodeId("resource", "gcp_folder", parent);
  return null;
}
