import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, type Privilege, type Provider, type ResourceType, type SubjectType } from "../model/access.ts";
import { type Change, kindOfChange, type TracedPath } from "../model/changes.ts";
import { AT, type Candidate } from "./change-candidates.server.ts";
import { isoTime } from "./fragments.ts";

/** A change before its causes are looked for. */
export type FoundChange = Omit<Change, "run" | "gained" | "lost" | "causes" | "causesKnown"> & {
  runId: string | null;
  gained: TracedPath[];
  lost: TracedPath[];
};

const paths = z.custom<TracedPath[] | null>((value) => value === null || Array.isArray(value));
const text = <Text extends string>() => z.custom<Text>((value) => typeof value === "string");

const DetailRow = z.object({
  at: z.string(),
  run_id: z.string().nullable(),
  account_id: z.string(),
  provider: text<Provider>(),
  type: text<SubjectType>(),
  subject_id: z.string(),
  label: z.string(),
  person_id: z.string().nullable(),
  person_name: z.string().nullable(),
  person_email: z.string().nullable(),
  person_gone: z.boolean().nullable(),
  resource_node_id: z.string(),
  resource_provider: text<Change["resource"]["provider"]>(),
  resource_type: text<ResourceType>(),
  resource_id: z.string(),
  resource_name: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  gained: paths,
  lost: paths,
});

const PATH = `jsonb_build_object(
      'role', spans.role, 'privilege', spans.privilege, 'accessPath', spans.access_path, 'via', spans.via,
      'condition', spans.condition, 'certainty', spans.certainty, 'grantTable', spans.grant_table, 'grantId', spans.grant_id
    ) order by spans.role, spans.access_path, spans.row_hash`;
const RANK = `array_position(array['none', 'read', 'write', 'admin', 'owner'], spans.privilege)`;

// The spans of all pairs are read at once: one account may have many thousands, and several places on a page. Names are
// those of the moment, or the last ones before it. People are those of now, or the last ones of an account.
const changeDetails = defineStatement(
  "change_detail_list",
  DetailRow,
  `with wanted as materialized (
  select * from unnest($1::timestamptz[], $2::uuid[], $3::uuid[]) with ordinality
    as wanted (at, account_id, resource_id, ordinality)
), spans as materialized (
  select access_spans.*
  from access_spans
  where access_spans.account_id = any($2::uuid[]) and access_spans.resource_id = any($3::uuid[])
), moved as (
  select wanted.ordinality, wanted.at, wanted.account_id, wanted.resource_id,
    max(${RANK}) filter (
      where spans.valid_from < wanted.at and (spans.valid_until is null or spans.valid_until >= wanted.at)
    ) as before,
    max(${RANK}) filter (
      where spans.valid_from <= wanted.at and (spans.valid_until is null or spans.valid_until > wanted.at)
    ) as after,
    jsonb_agg(${PATH}) filter (where spans.valid_from = wanted.at) as gained,
    jsonb_agg(${PATH}) filter (where spans.valid_until = wanted.at) as lost,
    coalesce(
      (array_agg(spans.from_run) filter (where spans.valid_from = wanted.at))[1],
      (array_agg(spans.until_run) filter (where spans.valid_until = wanted.at))[1]
    ) as run_id
  from wanted
  join spans on spans.account_id = wanted.account_id and spans.resource_id = wanted.resource_id
  group by wanted.ordinality, wanted.at, wanted.account_id, wanted.resource_id
)
select to_char(moved.at at time zone 'UTC', ${AT}) as at, moved.run_id, moved.account_id, accounts.provider, accounts.type,
  accounts.native_id as subject_id, accounts.label, people.id as person_id, people.name as person_name,
  people.email as person_email, people.gone as person_gone, moved.resource_id as resource_node_id,
  resources.provider as resource_provider, resources.type as resource_type, resources.native_id as resource_id,
  resources.name as resource_name, moved.before, moved.after, moved.gained, moved.lost
from moved
cross join lateral (
  select named.provider, named.type, named.native_id, named.label from access_span_accounts as named
  where named.account_id = moved.account_id and named.valid_from <= moved.at
  order by named.valid_from desc limit 1
) as accounts
cross join lateral (
  select named.provider, named.type, named.native_id, named.name from access_span_resources as named
  where named.resource_id = moved.resource_id and named.valid_from <= moved.at
  order by named.valid_from desc limit 1
) as resources
left join lateral (
  select canonical_users.id, canonical_users.name, canonical_users.email,
    canonical_users.deleted_at is not null as gone
  from canonical_user_provider_links as links
  join canonical_users on canonical_users.id = links.person_id
  where links.account_id = moved.account_id and accounts.type = 'user'
  order by links.deleted_at is not null limit 1
) as people on true
order by moved.ordinality`,
);

/** What became of these pairs of account and resource at these times; in the same order. */
export async function listDetails(tx: TenantTransaction, candidates: readonly Candidate[]): Promise<FoundChange[]> {
  if (candidates.length === 0) return [];
  const rows = await tx.query(changeDetails, [
    candidates.map(({ at }) => at),
    candidates.map(({ accountId }) => accountId),
    candidates.map(({ resourceId }) => resourceId),
  ]);
  return rows.map((row) => {
    const [before, after] = [levelOf(row.before), levelOf(row.after)];
    return {
      at: row.at,
      runId: row.run_id,
      kind: kindOfChange(before, after),
      person:
        row.person_id === null
          ? null
          : {
              id: row.person_id,
              name: row.person_name ?? "",
              email: row.person_email,
              gone: row.person_gone ?? false,
            },
      subjectAccountId: row.account_id,
      subject: { provider: row.provider, type: row.type, id: row.subject_id, label: row.label },
      resourceNodeId: row.resource_node_id,
      resource: {
        provider: row.resource_provider,
        type: row.resource_type,
        id: row.resource_id,
        name: row.resource_name,
      },
      before,
      after,
      gained: row.gained ?? [],
      lost: row.lost ?? [],
    };
  });
}

/** @param position on the ladder, from 1 */
function levelOf(position: number | null): Privilege | null {
  return position === null ? null : (PRIVILEGES[position - 1] ?? null);
}

const runList = defineStatement(
  "sync_run_list_by_id",
  z.object({ id: z.string(), bundle: z.string(), collected_at: z.string().nullable(), started_at: z.string() }),
  `select sync_runs.id, sync_runs.bundle, ${isoTime("sync_runs.collected_at")} as collected_at,
  ${isoTime("sync_runs.started_at")} as started_at
from sync_runs where sync_runs.id = any($1::uuid[])`,
);

/** @returns the runs by their id */
export async function findRuns(tx: TenantTransaction, ids: readonly string[]): Promise<Map<string, Change["run"]>> {
  const rows = ids.length === 0 ? [] : await tx.query(runList, [ids]);
  return new Map(
    rows.map(({ collected_at, started_at, ...run }) => [
      run.id,
      { ...run, collectedAt: collected_at, startedAt: started_at },
    ]),
  );
}
