import { z } from "zod";
import { explainEdges, sortPaths, type TracedAccess } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { isUuid } from "../model/filters.ts";
import type { Json } from "../model/json.ts";
import type { RecordsRemoved } from "../model/records-removed.ts";
import type { Explanation, PathEdge } from "../model/views.ts";
import { findNodeThen, listAncestryThen } from "./ancestry-then.server.ts";
import { TRACED_COLUMNS, TracedColumns, tracedOfColumns } from "./describe-paths.server.ts";
import { listExplainCandidates } from "./explain-candidates.server.ts";
import { findProjectRoles } from "./explain-facts.server.ts";
import { explainFactsThen, type StoodRecord } from "./explain-facts-then.ts";
import { listAccountsThen, listPeopleOfAddressThen, listResourcesThen } from "./list-access-as-of.server.ts";
import type { Read } from "./list-changes.server.ts";
import { checkMoment } from "./moment.server.ts";
import { findRecordsRemoved } from "./records-removed.server.ts";
import { listRecordsThen, type RecordRef } from "./records-then.server.ts";

const personThen = defineStatement(
  "person_name_find_as_of",
  z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }),
  `select people.person_id as id, people.name, people.email
from access_span_people as people
where people.person_id = any($1::uuid[]) and people.valid_from <= $2::timestamptz
  and (people.valid_until is null or people.valid_until > $2::timestamptz)
order by people.person_id
limit 1`,
);

const explainedAccessListThen = defineStatement(
  "explained_access_list_as_of",
  TracedColumns,
  `select ${TRACED_COLUMNS}
from effective_access_as_of($3::timestamptz) as effective_access
where effective_access.subject_account_id = any($1::uuid[]) and effective_access.resource_node_id = $2::uuid
  and effective_access.person_id is not null
order by effective_access.sort_key`,
);

type Request = { person: string; resource: string; asOf: string };

const State = z.record(z.string(), z.json());
type Stood = StoodRecord & { state: z.output<typeof State> };

/**
 * Why a person had access to a resource at a moment: the paths that `explainAccess` gave then, each edge with the record
 * that said so, as it stood. How fresh a record was then is not kept: `syncedAt` is null.
 * @param request.person uuid or e-mail @param request.resource the provider's own id or the uuid of the node
 * @returns null when there was no such person or no such resource
 * @throws MomentError when nothing can be told of the moment
 */
export async function explainAccessThen(
  read: Read,
  request: Request,
): Promise<(Explanation & { asOf: string; recordsRemoved: RecordsRemoved | null }) | null> {
  const { asOf } = request;
  const found = await read((tx) => findPathsThen(tx, request));
  if (found === null) return null;
  const { person, resource, traced, candidates, projectRoles } = found;
  const ancestry = await listAncestryThen(read, resource, traced, asOf);
  const grants = traced.flatMap(({ grant }) => grant ?? []);
  const steps = ancestry.flatMap(({ source }) => source ?? []);
  const refs = [...candidates, ...grants, ...projectRoles.values(), ...steps];
  const stood = await listStood(read, refs, asOf);
  const facts = explainFactsThen(traced, stood, { projectRoles, ancestry });
  const records = new Map(stood.map((record) => [record.id, record]));
  const edgeOf = ({ source: ref, ...edge }: ReturnType<typeof explainEdges>[number]): PathEdge => {
    const record = ref === null ? undefined : records.get(ref.id);
    return { ...edge, source: record === undefined ? null : sourceOf(record), syncedAt: null };
  };
  return {
    asOf,
    recordsRemoved: await read((tx) => findRecordsRemoved(tx, asOf), "audit"),
    person,
    resource: { type: resource.type, id: resource.nativeId, name: resource.name },
    paths: traced.map((row) => ({ access: row.access, edges: explainEdges(row, facts).map(edgeOf) })),
  };
}

async function findPathsThen(tx: TenantTransaction, { person: given, resource: wanted, asOf }: Request) {
  await checkMoment(tx, asOf);
  const people = isUuid(given) ? [given.toLowerCase()] : await listPeopleOfAddressThen(tx, given, asOf);
  const [person] = await tx.query(personThen, [people, asOf]);
  const [node] = await listResourcesThen(tx, wanted, asOf);
  const resource = node === undefined ? null : await findNodeThen(tx, node, asOf);
  if (person === undefined || node === undefined || resource === null) return null;
  const accounts = await listAccountsThen(tx, person.id, asOf);
  const rows = await tx.query(explainedAccessListThen, [accounts, node, asOf]);
  const traced: TracedAccess[] = sortPaths(rows.map(tracedOfColumns));
  const hops = traced.flatMap((row) => row.access.via.map((hop) => ({ hop, row })));
  const roles = hops.filter(({ hop }) => hop.kind === "project_role");
  return {
    person,
    resource,
    traced,
    candidates: await listExplainCandidates(tx, traced),
    projectRoles: await findProjectRoles(tx, roles, asOf),
  };
}

async function listStood(read: Read, refs: readonly RecordRef[], asOf: string): Promise<Stood[]> {
  const tables = new Map(refs.map(({ id, table }) => [id, table]));
  const unique = [...tables].map(([id, table]) => ({ id, table }));
  const records = await read((tx) => listRecordsThen(tx, unique, asOf), "audit");
  return records.flatMap(({ id, state }) => {
    const table = tables.get(id);
    return table === undefined ? [] : [{ table, id, state: State.parse(state) }];
  });
}

function sourceOf({ table, id, state }: Stood): PathEdge["source"] {
  const { scope, raw_response: record = null } = state;
  return { table, id, scope: String(scope), record: record as Json };
}
