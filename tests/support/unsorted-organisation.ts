import { createNotes } from "../../app/access/affected-accounts.server.ts";
import { refreshGrants } from "../../app/access/refresh-grants.server.ts";
import { refreshAllSpans } from "../../app/access/refresh-spans.server.ts";
import { storeReadSideOrganisation } from "./read-side-organisation.ts";
import type { TestDatabase } from "./test-database.server.ts";

/** The columns that every source row has, behind `id` and `tenant_id` ($1). */
const ROW = "id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id";
const MADE = "gen_random_uuid(), $1, 'people', '{}', '', 1, '', gen_random_uuid()";

/** Words that no two collations sort alike, some of them twice. */
const WORDS = ["Zoë", "zoe", "Ärger", "ångström", "Bob", "Bob", "日本", "_a", "😀", "ﬀ"];

const STATEMENTS = [
  `insert into canonical_users (${ROW}, name, email)
   select ${MADE}, word, case place % 3 when 0 then null when 1 then lower(word) || '@x.example' else 'same@x.example' end
   from unnest($2::text[]) with ordinality as words (word, place)`,
  `insert into accounts (id, tenant_id, provider, type, native_id, label, name, email, status, listed)
   select gen_random_uuid(), $1, (array['github', 'gcp', 'aws_iam'])[place % 3 + 1],
     case place % 2 when 0 then 'user' else 'service_account' end, 'n-' || word || place / 2, word,
     case place % 4 when 0 then null else word end, case place % 3 when 0 then null else 'same@x.example' end,
     (array['active', 'suspended', 'unknown'])[place % 3 + 1], true
   from unnest($2::text[]) with ordinality as words (word, place)`,
  `insert into identity_reconciliation_queue (${ROW}, account_id, reason, created_at)
   select ${MADE}, accounts.id, (array['conflict', 'name_only', 'missing_email'])[row_number() over (order by label) % 3 + 1],
     '2026-01-01T00:00:00.123456Z'::timestamptz + (length(native_id) % 3) * interval '1 microsecond'
   from accounts where accounts.tenant_id = $1 and accounts.label = any($2::text[])`,
  `insert into access_groups (id, tenant_id, provider, kind, native_id, label, name, email, listed, explained)
   select gen_random_uuid(), $1, (array['github', 'google_workspace'])[place % 2 + 1],
     case place % 2 when 0 then 'team' else 'group' end, 'g-' || word || place, 'label of ' || word,
     case place % 3 when 0 then null else word end, case place % 4 when 0 then null else lower(word) end, true, place < 5
   from unnest($2::text[]) with ordinality as words (word, place)`,
  `insert into resources (id, tenant_id, provider, type, native_id, name, state, parent_id, listed)
   select node_id('resource', 'gcp_project', 'p-' || word || place), $1, 'gcp', 'gcp_project', 'p-' || word || place,
     case place % 3 when 0 then null else word end, case place % 4 when 0 then null when 1 then 'ACTIVE' else 'GONE' end,
     case place % 2 when 0 then node_id('resource', 'gcp_folder', 'folders/1') end, true
   from unnest($2::text[]) with ordinality as words (word, place)`,
  `insert into gcp_iam_bindings (${ROW}, resource, role, member)
   select ${MADE}, 'p-' || word || place, 'roles/' || (array['owner', 'viewer', 'editor'])[place % 3 + 1],
     'user:ada@northwind.example'
   from unnest($2::text[]) with ordinality as words (word, place)`,
  `insert into findings (tenant_id, rule_id, severity_rank, subject_kind, subject_key, subject_label, sources, state,
     evidence, evidence_count, opened_at, resolved_at)
   select $1, 'rule-' || place % 3, place % 4 + 1, (array['person', 'group', 'resource'])[place % 3 + 1], place::text, word,
     '{}', case place % 2 when 0 then 'open' else 'resolved' end, '[]', place % 3 * 5,
     '2026-01-01T00:00:00.000001Z'::timestamptz + place % 5 * interval '1 hour',
     case place % 2 when 1 then '2026-01-01T02:00:00.000001Z'::timestamptz end
   from unnest($2::text[]) with ordinality as words (word, place)`,
  `insert into audit_log (tenant_id, actor, action, occurred_at)
   select $1, word, 'sync', now() - place / 2 * interval '1 microsecond'
   from unnest($2::text[]) with ordinality as words (word, place)`,
];

/** The small organisation of the read side with rows in every list that are alike, without a value or not in ASCII. */
export async function storeUnsortedOrganisation(stored: TestDatabase): Promise<void> {
  const { tenantId, owner, database } = stored;
  await storeReadSideOrganisation(stored, tenantId);
  for (const statement of STATEMENTS) await owner.query(statement, [tenantId, WORDS]);
  await database.write({ tenantId, role: "ingest" }, async (transaction) => {
    await createNotes(transaction);
    await refreshGrants(transaction, false);
  });
  await owner.query("refresh materialized view mv_effective_access");
  await database.write({ tenantId, role: "ingest" }, (transaction) =>
    refreshAllSpans(transaction, { at: new Date().toISOString(), runId: null }),
  );
}
