import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, type ResourceType } from "../model/access.ts";
import type { JsonText } from "../model/json-text.ts";
import type { SortName } from "../model/sorting.ts";
import type { Page, Resource, ResourceDetail } from "../model/views.ts";
import { createConditions } from "./fragments.ts";
import { type ListOrder, orderPage, orNull, SORTED, textColumn, textPart, uuidPart } from "./order.ts";
import { jsonOfPage, pageOf, type SortedRequest } from "./page.ts";
import { listResourceNodeIds } from "./resource-ids.server.ts";
import { searchHits, setSearch } from "./search.server.ts";

/** A resource as the text of a JSON object: PostgreSQL writes it, and the API sends it on unread. */
const ResourceRow = z.object({ id: z.string(), type: z.string(), native_id: z.string(), resource: z.string() });
const SortedResourceRow = ResourceRow.extend(SORTED);
type ResourceRow = z.output<typeof SortedResourceRow>;

const RESOURCES: ListOrder<SortName<"resources">, ResourceRow> = {
  own: "type",
  key: {
    parts: [textPart("resources.type"), textPart("resources.native_id"), uuidPart("resources.id")],
    descends: false,
    shape: z.tuple([z.string(), z.string(), z.guid()]),
    of: ({ type, native_id, id }) => [type, native_id, id],
  },
  columns: {
    nativeId: textColumn("resources.native_id"),
    name: textColumn("coalesce(resources.name, resources.native_id)"),
    parent: orNull(textColumn("coalesce(parents.name, parents.native_id)")),
    state: orNull(textColumn("resources.state")),
  },
};

const select = (sortValue: string) => `select resources.id, resources.type, resources.native_id,
  row_to_json(written)::text as resource${sortValue}
from resources
left join resources as parents on parents.id = resources.parent_id and parents.deleted_at is null
cross join lateral (
  select resources.id, resources.provider, resources.type, resources.native_id as "nativeId", resources.name, resources.state,
    case when parents.id is not null then
      json_build_object('type', parents.type, 'id', parents.native_id, 'name', parents.name)
    end as parent
) as written`;

const resourceOfRow = ({ resource }: ResourceRow) => JSON.parse(resource) as Resource;

type ResourceRequest = SortedRequest<"resources"> & { search?: string | undefined; type?: ResourceType | undefined };

/** Resources, by type and native id unless asked for in another order, bytewise. */
export async function listResources(tx: TenantTransaction, request: ResourceRequest): Promise<Page<Resource>> {
  return findPage(tx, request, resourceOfRow);
}

/** @returns the page of `listResources` as JSON */
export async function writeResources(tx: TenantTransaction, request: ResourceRequest): Promise<JsonText> {
  return jsonOfPage(await findPage(tx, request, ({ resource }) => resource));
}

async function findPage<View>(
  tx: TenantTransaction,
  request: ResourceRequest,
  viewOf: (row: ResourceRow) => View,
): Promise<Page<View>> {
  const conditions = createConditions();
  const order = orderPage(RESOURCES, request, conditions);
  if (request.type !== undefined) conditions.add("t", request.type, (type) => `resources.type = ${type}::text`);
  if (request.search !== undefined) {
    await setSearch(tx, request.search);
    conditions.addFixed("q", `resources.id in (${searchHits("resource")})`);
  }
  const statement = defineStatement(
    "resource_list",
    SortedResourceRow,
    `${select(order.select)}
where resources.deleted_at is null
  and ${conditions.sql()}
order by ${order.by} limit ${conditions.value(request.limit + 1)}::integer`,
    order.variant(),
  );
  return pageOf(await tx.query(statement, conditions.values), request.limit, order.cursorOf, viewOf);
}

const resourceFind = defineStatement(
  "resource_find",
  ResourceRow,
  `${select("")}\nwhere resources.id = $1::uuid and resources.deleted_at is null`,
);

const resourceAccessCount = defineStatement(
  "resource_access_count",
  z.object({ privilege: z.enum(PRIVILEGES), count: z.number() }),
  `select effective_access.privilege, count(*) as count
from effective_access
where effective_access.resource_node_id = $1::uuid
group by effective_access.privilege, effective_access.privilege_rank
order by effective_access.privilege_rank desc`,
);

const resourcePeopleCount = defineStatement(
  "resource_people_count",
  z.object({ people: z.number() }),
  `select count(distinct effective_access.person_id) as people
from effective_access
where effective_access.resource_node_id = $1::uuid`,
);

/**
 * @param resource the uuid of the node or the provider's own id; of several resources of one id, the first type wins
 * @returns null when there is no such resource
 */
export async function findResource(tx: TenantTransaction, resource: string): Promise<ResourceDetail | null> {
  const [id] = await listResourceNodeIds(tx, resource);
  if (id === undefined) return null;
  const [found] = await tx.query(resourceFind, [id]);
  if (found === undefined) return null;
  const byPrivilege = await tx.query(resourceAccessCount, [id]);
  const [counted] = await tx.query(resourcePeopleCount, [id]);
  return {
    ...resourceOfRow(found),
    access: {
      total: byPrivilege.reduce((sum, row) => sum + row.count, 0),
      people: counted?.people ?? 0,
      byPrivilege,
    },
  };
}
