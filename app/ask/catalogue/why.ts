import type { AnswerableQuestion, SlotSpec } from "../question.ts";
import { EFFECTIVE, LADDER, PERSON } from "./access-filters.ts";
import { ACCOUNT_COLUMN, CERTAINTY_COLUMN, LEVEL_COLUMN, ROLE_COLUMN, STATUS_COLUMN } from "./columns.ts";
import { HOLDING_LEVEL_LINES, HOLDING_RESOURCE, ownerOf, privilegeOf } from "./holdings.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

const PAIR: readonly SlotSpec[] = [
  { name: "person", kind: "person", required: true },
  { name: "resource", kind: "resource", required: true },
];
const LEVEL_LINES = `  [level] and access.privilege_rank >= least(
  [level]   :level::smallint, case when access.resource_type in ('aws_account', 'github_repository') then 3 else 4 end
  [level] )`;
const PATH_COLUMN = {
  key: "steps",
  label: "Path",
  kind: "text",
  link: { to: "explain", keys: ["person_id", "resource_id"] },
} as const;

export const whyAccess: AnswerableQuestion = {
  kind: "answerable",
  id: "why-access",
  canonical: "Why does {person} have access to {resource}?",
  wordings: [
    "why is {person} admin of {resource}",
    "why can {person} write to {resource}",
    "how does {person} get access to {resource}",
    "explain the access of {person} to {resource}",
    "by which path does {person} reach {resource}",
    "can {person} access {resource}",
    "does {person} have access to {resource}",
    "is {person} admin of {resource}",
    "show the paths from {person} to {resource}",
    "what access does {person} have to {resource}",
  ],
  slots: [...PAIR, { name: "level", kind: "level" }],
  followUps: [
    { questionId: "what-to-remove", text: "What must be removed so that {person} loses {resource}?" },
    { questionId: "direct-or-group", text: "Is the access of {person} to {resource} direct or through a group?" },
  ],
  role: "analyst",
  sql: `select access.role, access.privilege as level, access.access_path, access.subject_label as account,
  access.subject_status as status,
  concat_ws(' → ', access.subject_label, (
    select string_agg(hop.value ->> 'label', ' → ' order by hop.ordinality)
    from jsonb_array_elements(access.via) with ordinality as hop (value, ordinality)
  ), access.resource_id) as steps,
  access.certainty, access.person_id, access.resource_node_id as resource_id
from effective_access as access
where access.person_id = :person::uuid and access.resource_node_id = :resource::uuid
${LEVEL_LINES}
order by jsonb_array_length(access.via), access.privilege_rank desc, access.sort_key`,
  columns: [
    ROLE_COLUMN,
    LEVEL_COLUMN,
    { key: "access_path", label: "How", kind: "text" },
    ACCOUNT_COLUMN,
    STATUS_COLUMN,
    PATH_COLUMN,
    CERTAINTY_COLUMN,
  ],
  definitions: [EFFECTIVE, LADDER],
  assumptions: ["Every path is a row, shortest first; the record behind each step is on the page of the path."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const [person, resource] = [slots.person?.label ?? "The person", slots.resource?.label ?? "the resource"];
    if (rows.length === 0) return `${person} has no such access to ${resource}.`;
    return `${person} reaches ${resource} by ${counted(rows.length, "path", "paths", more)}: ${tally(rows, "access_path")}.`;
  },
};

export const directOrGroup: AnswerableQuestion = {
  kind: "answerable",
  id: "direct-or-group",
  canonical: "Is the access of {person} to {resource} direct or through a group?",
  wordings: [
    "does {person} have {resource} directly or through a group",
    "is {person} directly on {resource} or by group",
    "direct or inherited access of {person} to {resource}",
    "direct or group access of {person} to {resource}",
  ],
  slots: PAIR,
  followUps: [{ questionId: "why-access", text: "Why does {person} have access to {resource}?" }],
  role: "analyst",
  sql: `select access.access_path, access.role, access.privilege as level, access.subject_label as account,
  count(*) as paths, access.person_id, access.resource_node_id as resource_id
from effective_access as access
where access.person_id = :person::uuid and access.resource_node_id = :resource::uuid
group by access.access_path, access.role, access.privilege, access.privilege_rank, access.subject_label,
  access.subject_account_id, access.person_id, access.resource_node_id
order by access.access_path, access.privilege_rank desc, access.role, access.subject_label`,
  columns: [
    { key: "access_path", label: "How", kind: "text", link: { to: "explain", keys: ["person_id", "resource_id"] } },
    ROLE_COLUMN,
    LEVEL_COLUMN,
    ACCOUNT_COLUMN,
    { key: "paths", label: "Paths", kind: "number" },
  ],
  definitions: [
    EFFECTIVE,
    { term: "direct", meaning: "Granted to the account on the resource itself." },
    { term: "group", meaning: "Granted on the resource to a group, team or domain that the account is in." },
    { term: "inherited", meaning: "Granted on something above the resource, with or without a group." },
  ],
  assumptions: ["Both may hold: each way is a row."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots) {
    const [person, resource] = [slots.person?.label ?? "The person", slots.resource?.label ?? "the resource"];
    if (rows.length === 0) return `${person} has no access to ${resource}.`;
    const ways = [...new Set(rows.map((row) => String(row.access_path)))].toSorted();
    return `${person} has ${resource} in ${counted(ways.length, "way", "ways")}: ${ways.join(" and ")}.`;
  },
};

export const whatToRemove: AnswerableQuestion = {
  kind: "answerable",
  id: "what-to-remove",
  canonical: "What must be removed so that {person} loses {resource}?",
  wordings: [
    "what must i remove so that {person} loses access to {resource}",
    "how do i revoke the access of {person} to {resource}",
    "what do i have to cut so that {person} can not reach {resource}",
    "how to take away {resource} from {person}",
  ],
  slots: [...PAIR, { name: "level", kind: "level" }],
  followUps: [{ questionId: "why-access", text: "Why does {person} have access to {resource}?" }],
  role: "analyst",
  sql: `with paths as (
  select access.subject_label as account, access.role, access.grant_id, access.resource_node_id,
    access.via -> 0 ->> 'kind' as hop_kind, access.via -> 0 ->> 'label' as hop_label, access.resource_id
  from effective_access as access
  where access.person_id = :person::uuid and access.resource_node_id = :resource::uuid
${LEVEL_LINES}
), cuts as (
  select paths.account, paths.role, paths.resource_node_id,
    case when paths.hop_kind in ('group', 'team') then 'membership' else 'grant' end as cut,
    case
      when paths.hop_kind in ('group', 'team') then paths.hop_label
      else concat_ws(' on ', paths.role, coalesce(paths.hop_label, paths.resource_id))
    end as what,
    case when paths.hop_kind in ('group', 'team') then null else paths.grant_id end as grant_id
  from paths
)
select cuts.cut, cuts.what, cuts.account, string_agg(distinct cuts.role, ', ' order by cuts.role) as roles,
  count(*) as paths,
  case when cuts.cut = 'grant' then (
    select count(distinct people.person_id)
    from access_holdings as holdings
    join access_span_people as people on ${ownerOf("holdings.account_id")}
    where holdings.resource_id = cuts.resource_node_id and holdings.grant_id = cuts.grant_id
      and people.person_id <> :person::uuid
  ) else 0 end as others_hit
from cuts
group by cuts.cut, cuts.what, cuts.account, cuts.grant_id, cuts.resource_node_id
order by cuts.cut, cuts.what, cuts.account`,
  columns: [
    { key: "cut", label: "Remove", kind: "text" },
    { key: "what", label: "Which", kind: "text" },
    ACCOUNT_COLUMN,
    { key: "roles", label: "Roles", kind: "list" },
    { key: "paths", label: "Paths closed", kind: "number" },
    { key: "others_hit", label: "Other people hit here", kind: "number" },
  ],
  definitions: [
    PERSON,
    { term: "membership", meaning: "The account's own membership of the first group or team of the path." },
    { term: "grant", meaning: "The grant itself, where the path begins with no group of the account's own." },
  ],
  assumptions: [
    "All rows must go: cutting one path leaves the others.",
    "Nothing is changed by asking. A membership that comes from “everyone of the customer” cannot be taken from one account alone.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const [person, resource] = [slots.person?.label ?? "The person", slots.resource?.label ?? "the resource"];
    if (rows.length === 0) return `${person} has no such access to ${resource}: there is nothing to remove.`;
    return `All ${counted(rows.length, "item", "items", more)} must be removed so that ${person} loses ${resource}: ${tally(rows, "cut")}.`;
  },
};

export const whyNoAccess: AnswerableQuestion = {
  kind: "answerable",
  id: "why-no-access",
  canonical: "Why does {person} not have access to {resource}?",
  wordings: [
    "why can {person} not access {resource}",
    "why is {person} not admin of {resource}",
    "what is missing so that {person} can access {resource}",
    "why can {person} not write to {resource}",
    "why does {person} lack access to {resource}",
  ],
  slots: [...PAIR, { name: "level", kind: "level" }],
  followUps: [
    { questionId: "resource-access", text: "Who can access {resource}?" },
    { questionId: "why-access", text: "Why does {person} have access to {resource}?" },
  ],
  role: "analyst",
  sql: `with own as materialized (
  select links.account_id from canonical_user_provider_links as links
  where links.person_id = :person::uuid and links.deleted_at is null
), ways as materialized (
  select holdings.account_id, holdings.role, holdings.privilege_rank, holdings.access_path, holdings.first_hop
  from access_holdings as holdings
${HOLDING_RESOURCE}
  where holdings.resource_id = :resource::uuid
${HOLDING_LEVEL_LINES}
), mine as materialized (
  select distinct ways.role, ways.privilege_rank, ways.access_path, ways.first_hop
  from own join ways on ways.account_id = own.account_id
), others as (
  select ways.* from ways
  where not exists (
    select from mine
    where mine.role = ways.role and mine.access_path = ways.access_path
      and mine.first_hop is not distinct from ways.first_hop
  )
)
select 'has access' as finding, mine.role, ${privilegeOf("mine.privilege_rank")} as level,
  concat_ws(' by ', mine.access_path, mine.first_hop) as detail, 1 as people
from mine
union
select 'suspended account', null, null, accounts.label, 1
from own join accounts on accounts.id = own.account_id and accounts.status = 'suspended' and accounts.deleted_at is null
union
select 'others have it', others.role, ${privilegeOf("others.privilege_rank")},
  concat_ws(' by ', others.access_path, others.first_hop), count(distinct people.person_id)
from others
left join lateral (
  select people.person_id from access_span_people as people
  where people.account_id = others.account_id and people.valid_until is null
  offset 0
) as people on true
group by others.role, others.privilege_rank, others.access_path, others.first_hop
order by finding, role, level, detail`,
  columns: [
    { key: "finding", label: "Finding", kind: "text" },
    ROLE_COLUMN,
    LEVEL_COLUMN,
    { key: "detail", label: "Detail", kind: "text" },
    { key: "people", label: "People", kind: "number" },
  ],
  definitions: [
    EFFECTIVE,
    LADDER,
    { term: "others have it", meaning: "A way in which somebody else has the resource and this person does not." },
  ],
  assumptions: [
    "What a source never collected cannot be told from what is not there: see how complete the sources are.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots) {
    const [person, resource] = [slots.person?.label ?? "The person", slots.resource?.label ?? "the resource"];
    const of = (finding: string) => rows.filter((row) => row.finding === finding);
    const own = of("has access");
    const ways = countDistinct(of("others have it"), "detail");
    const first =
      own.length > 0
        ? `${person} does have access to ${resource}: ${counted(own.length, "way", "ways")}`
        : `No grant reaches ${person} on ${resource}`;
    const suspended = of("suspended account").length;
    return `${first}. Others have it in ${counted(ways, "further way", "further ways")}.${suspended > 0 ? ` ${counted(suspended, "account", "accounts")} of ${person} ${suspended === 1 ? "is" : "are"} suspended.` : ""}`;
  },
};
