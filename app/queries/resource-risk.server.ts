import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { HOP_KINDS, PRIVILEGES } from "../model/access.ts";
import type { ResourceRisk } from "../model/views.ts";

const placeList = defineStatement(
  "resource_grant_place_list",
  z.object({
    place_id: z.string().nullable(),
    place_label: z.string().nullable(),
    rank: z.number(),
    people: z.number(),
    conditional: z.number(),
  }),
  `select places.hop ->> 'id' as place_id, places.hop ->> 'label' as place_label, max(places.privilege_rank) as rank,
  count(distinct places.person_id) as people, count(*) filter (where places.certainty = 'conditional') as conditional
from (
  select access.person_id, access.privilege_rank, access.certainty,
    case when access.via -> -1 ->> 'kind' = 'resource' then access.via -> -1 end as hop
  from effective_access as access
  where access.resource_node_id = $1::uuid
) as places
group by places.hop ->> 'id', places.hop ->> 'label'
order by places.hop ->> 'id' is not null, places.hop ->> 'label'
limit 50`,
);

// A hop is shared when it stands on every path by which every administrator administers.
const administratorList = defineStatement(
  "resource_administrator_list",
  z.object({
    total: z.number(),
    only_id: z.string().nullable(),
    only_name: z.string().nullable(),
    shared: z.array(z.object({ kind: z.enum(HOP_KINDS), id: z.string(), label: z.string() })),
  }),
  `with paths as materialized (
  select row_number() over () as number, access.person_id, access.person_name, access.via
  from effective_access as access
  where access.resource_node_id = $1::uuid and access.privilege_rank >= 3 and access.person_id is not null
    and access.subject_status <> 'suspended'
), people as (
  select count(distinct paths.person_id) as total, count(*) as paths, min(paths.person_id::text) as first_id,
    min(paths.person_name) as first_name
  from paths
), hops as (
  select hop.value ->> 'kind' as kind, hop.value ->> 'id' as id, max(hop.value ->> 'label') as label
  from paths cross join lateral jsonb_array_elements(paths.via) as hop (value)
  group by hop.value ->> 'kind', hop.value ->> 'id'
  having count(distinct paths.number) = (select people.paths from people)
)
select people.total, case when people.total = 1 then people.first_id end as only_id,
  case when people.total = 1 then people.first_name end as only_name,
  coalesce((
    select json_agg(json_build_object('kind', hops.kind, 'id', hops.id, 'label', hops.label) order by hops.kind, hops.label)
    from hops
  ), '[]'::json) as shared
from people`,
);

/** Where access to a resource is granted, and what its administration hangs on. */
export async function findResourceRisk(tx: TenantTransaction, resourceId: string): Promise<ResourceRisk> {
  const places = await tx.query(placeList, [resourceId]);
  const [found] = await tx.query(administratorList, [resourceId]);
  return {
    places: places.map(({ place_id, place_label, rank, people, conditional }) => ({
      place: place_id === null ? null : { id: place_id, label: place_label ?? place_id },
      privilege: PRIVILEGES[rank] ?? "none",
      people,
      conditional,
    })),
    administrators: {
      total: found?.total ?? 0,
      only: found?.only_id ? { id: found.only_id, name: found.only_name ?? "" } : null,
    },
    shared: found !== undefined && found.total > 1 ? found.shared : [],
  };
}
