import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { Found } from "../model/found.ts";
import { type SearchKind, setSearch } from "./search.server.ts";

/** Hits of each kind. What begins with the text comes first, then what has the fewest other words. */
const hitsOf = (kind: SearchKind, limit: number) => `(
    select search_documents.kind, search_documents.entity_id,
      row_number() over (
        order by not starts_with(search_documents.search_text, lower($1::text)), length(search_documents.search_text),
          search_documents.entity_id
      ) as place
    from search_documents where search_documents.kind = '${kind}'
    order by place limit ${limit}
  )`;

const PER_KIND = 5;

const findThingsStatement = defineStatement(
  "thing_find",
  Found,
  `with hits as materialized (
  ${(["person", "group", "resource", "account"] as const).map((kind) => hitsOf(kind, PER_KIND)).join(" union all ")}
)
select 'person' as kind, people.id, people.name as label, coalesce(people.email, 'no e-mail') as note,
  null::text as target, hits.place, 1 as section
from hits
join canonical_users as people on people.id = hits.entity_id and people.deleted_at is null
where hits.kind = 'person'
union all
select 'group', access_groups.id, coalesce(access_groups.name, access_groups.label),
  access_groups.provider || coalesce(' ' || access_groups.email, ''), null, hits.place, 2
from hits
join access_groups on access_groups.id = hits.entity_id and access_groups.deleted_at is null
where hits.kind = 'group'
union all
select 'resource', resources.id, coalesce(resources.name, resources.native_id), resources.type, null, hits.place, 3
from hits
join resources on resources.id = hits.entity_id and resources.deleted_at is null
where hits.kind = 'resource'
union all
select 'account', accounts.id, accounts.label, accounts.provider, links.person_id::text, hits.place, 4
from hits
join accounts on accounts.id = hits.entity_id and accounts.deleted_at is null
left join canonical_user_provider_links as links on links.account_id = accounts.id and links.deleted_at is null
where hits.kind = 'account'
union all
(
  select 'finding', findings.id, findings.subject_label, findings.rule_id, null,
    row_number() over (order by findings.severity_rank, hits.place, findings.rule_id, findings.id) as place, 5
  from hits
  join findings on findings.subject_id = hits.entity_id and findings.state <> 'resolved'
  order by place limit ${PER_KIND}
)
order by section, place`,
);

/**
 * People, groups, resources and accounts whose name, e-mail or id holds the text, and the standing findings about them:
 * at most five of each kind. The note of a finding is the id of its rule.
 */
export async function findThings(tx: TenantTransaction, text: string): Promise<Found[]> {
  await setSearch(tx, text);
  return tx.query(findThingsStatement, [text]);
}
