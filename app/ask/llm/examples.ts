/** Questions that the catalogue does not hold, with SQL as it should be; a test runs each of them through the guard. */
export const EXAMPLES: readonly { question: string; sql: string }[] = [
  {
    question: "How many people can reach each system?",
    sql: `select subject_provider as system, count(distinct person_id) as people
from effective_access
where person_id is not null
group by subject_provider
order by people desc, system`,
  },
  {
    question: "Which resources have more than ten people who are admin or owner?",
    sql: `select resource_name as resource, resource_node_id, count(distinct person_id) as people
from effective_access
where privilege in ('admin', 'owner') and person_id is not null
group by resource_name, resource_node_id
having count(distinct person_id) > 10
order by people desc, resource`,
  },
  {
    question: "Which Workspace groups were synced last before November 2026?",
    sql: `select email as "group", last_synced_at as "last synced"
from google_workspace_groups
where deleted_at is null and last_synced_at < timestamptz '2026-11-01 00:00+00'
order by last_synced_at, email`,
  },
];
