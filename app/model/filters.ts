import { z } from "zod";
import { ACCESS_PATHS, PRIVILEGES, PROVIDERS, RESOURCE_TYPES, SUBJECT_STATUSES, SUBJECT_TYPES } from "./access.ts";
import { GROUPINGS } from "./access-groups.ts";
import { CHANGE_KINDS } from "./changes.ts";
import { FINDING_STATES, SEVERITIES } from "./findings.ts";
import { MOMENT_WORDS, readMoment } from "./moment.ts";
import { QUEUE_STRENGTHS } from "./queue-strengths.ts";
import { VIEW_ACTS } from "./saved-view.ts";
import { accessSorts, listSorts, readSort, SORTS, type SortName } from "./sorting.ts";
import { UPLOAD_REFUSALS } from "./uploads.ts";
import { DIFFERENCES, type QueueReason } from "./views.ts";

/** Figures of docs/http-api.md. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export const QUEUE_REASONS = [
  "conflict",
  "noreply_email",
  "missing_email",
  "name_only",
] as const satisfies readonly QueueReason[];

const MAX_TEXT = 500;

/** PostgreSQL stores no U+0000, so no text of ours can hold one; it would fail as a broken query. */
const text = z
  .string()
  .max(MAX_TEXT, `text of at most ${MAX_TEXT} characters`)
  .refine((value) => !value.includes("\u0000"), "text without U+0000");

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });

const search = text.transform((value) => value.trim() || undefined).optional();

const page = {
  limit: z
    .string()
    .refine((value) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_LIMIT, {
      error: `a whole number from 1 to ${MAX_LIMIT}`,
    })
    .transform(Number)
    .default(DEFAULT_LIMIT),
  cursor: z.string().max(20_000, "the `nextCursor` of the page before").optional(),
};

/** @returns the order of a list: one of its columns, with a minus for the largest first */
const sortedBy = <List extends keyof typeof SORTS>(list: List) => {
  const allowed = listSorts<SortName<List>>(SORTS[list]);
  return { sort: z.enum(allowed, { error: `one of ${allowed.join(", ")}` }).optional() };
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns whether the text has the form of an identifier of ours. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}

const filledText = text.refine((value) => value.trim() !== "", "text that is not empty");

const person = filledText.refine((value) => isUuid(value) || value.includes("@"), {
  error: "the uuid of a person or one of the person's e-mail addresses",
});

const moment = text.transform((value, context) => {
  const read = readMoment(value);
  if (read !== null) return read;
  context.addIssue({ code: "custom", message: MOMENT_WORDS });
  return z.NEVER;
});

/** What a browser's field of date and time sends has no zone; pages say that it is UTC. */
const momentOfField = z
  .string()
  .transform((value) => (/T[\d:.]+$/.test(value) ? `${value}Z` : value))
  .pipe(moment);

/** At which moment: left out is now. */
const asOf = { "as-of": moment.optional() };

const accessFilters = {
  provider: oneOf(PROVIDERS).optional(),
  resourceType: oneOf(RESOURCE_TYPES).optional(),
  resource: filledText.optional(),
  person: person.optional(),
  privilege: oneOf(PRIVILEGES).optional(),
  role: filledText.optional(),
  accessPath: oneOf(ACCESS_PATHS).optional(),
  status: oneOf(SUBJECT_STATUSES).optional(),
  search,
};

/**
 * Filters of effective access, all of them optional and all to be met.
 * `provider` and `status` are the subject's, `resource` is `resource.id`, `privilege` is that level or above, `role` is
 * exact, `search` looks at the person, the subject and the resource.
 */
export const AccessFilters = z.object(accessFilters);
export type AccessFilters = z.infer<typeof AccessFilters>;

const accessSort = sortedBy("accessOfPerson");
type AccessOrder = {
  sort?: z.infer<typeof accessSort.sort>;
  person?: string | undefined;
  "as-of"?: string | undefined;
};
/** By any column the rows of one person alone, and a past moment in the order of the account alone (docs/decisions/0044). */
const isAccessOrder = ({ sort, person, "as-of": moment }: AccessOrder) =>
  sort === undefined ||
  (moment === undefined ? accessSorts(person !== undefined).includes(readSort(sort).name) : sort === "account");
const ACCESS_ORDER_ERROR = {
  path: ["sort"],
  error: `one of ${listSorts(SORTS.access).join(", ")}, with \`person\` any column; with \`as-of\` only account`,
};

/** Parameters of a URL's query, each a text; an unknown name is an error. */
export const AccessListParams = z
  .strictObject({ ...accessFilters, ...asOf, ...accessSort, ...page })
  .refine(isAccessOrder, ACCESS_ORDER_ERROR);
/** `sort` counts where it can; `group`: gathered by it, of now only; `row`: the key of the row whose path is shown beside the list; `did`, `view`: what was just done with a saved view. */
export const AccessPageParams = z.strictObject({
  ...accessFilters,
  "as-of": momentOfField.optional(),
  ...accessSort,
  group: oneOf(GROUPINGS).optional(),
  row: z.string().max(20_000, "the key of a row").optional(),
  did: oneOf(VIEW_ACTS).optional(),
  view: z.string().refine(isUuid, "the uuid of a saved view").optional(),
  ...page,
});
export const AccessExportParams = z
  .strictObject({
    ...accessFilters,
    ...asOf,
    ...accessSort,
    format: oneOf(["csv", "ndjson"]).default("ndjson"),
  })
  .refine(isAccessOrder, ACCESS_ORDER_ERROR);
export const AccessFacetsParams = z.strictObject(accessFilters);
export const ExplainParams = z.strictObject({ person, resource: filledText, ...asOf });
export const PeopleListParams = z.strictObject({ search, ...sortedBy("people"), ...page });
export const AccountListParams = z.strictObject({
  provider: oneOf(PROVIDERS).optional(),
  type: oneOf(SUBJECT_TYPES).optional(),
  status: oneOf(SUBJECT_STATUSES).optional(),
  search,
  ...sortedBy("accounts"),
  ...page,
});
export const GroupListParams = z.strictObject({ search, ...sortedBy("groups"), ...page });
export const ResourceListParams = z.strictObject({
  type: oneOf(RESOURCE_TYPES).optional(),
  search,
  ...sortedBy("resources"),
  ...page,
});
export const QueueListParams = z.strictObject({
  reason: oneOf(QUEUE_REASONS).optional(),
  search,
  ...sortedBy("queue"),
  ...page,
});

const findingFilters = {
  /** Id of a rule. */
  rule: filledText.optional(),
  severity: oneOf(SEVERITIES).optional(),
  state: oneOf([...FINDING_STATES, "all"]).default("open"),
};
const FindingFilters = z.object(findingFilters);
export type FindingFilters = z.infer<typeof FindingFilters>;
export const FindingListParams = z.strictObject({ ...findingFilters, ...sortedBy("findings"), ...page });
/** For the command palette. */
export const FindParams = z.strictObject({ search: filledText });
export const AuditListParams = z.strictObject({ action: filledText.optional(), search, ...sortedBy("audit"), ...page });
/** For lists inside a thing: the members of a group, the history of a row. */
export const PageParams = z.strictObject(page);
const changeFilters = {
  person: person.optional(),
  /** Uuid of the node, or the provider's own id. */
  resource: filledText.optional(),
  /** Uuid of the group, or the provider's own id. */
  group: filledText.optional(),
  /** The account's. */
  system: oneOf(PROVIDERS).optional(),
  kind: oneOf(CHANGE_KINDS).optional(),
  run: z.string().refine(isUuid, "the uuid of a run").optional(),
};
const ChangeFilters = z.object(changeFilters);
/** What has changed: whose access, on what, by way of which group, of which kind, by which run. */
export type ChangeFilters = z.infer<typeof ChangeFilters>;
const inOrder = <Range extends { from?: string | undefined; to?: string | undefined }>({ from, to }: Range) =>
  from === undefined || to === undefined || from < to;
const ORDER_ERROR = { path: ["to"], error: "a time later than `from`" };
export const ChangeListParams = z
  .strictObject({ ...changeFilters, from: moment.optional(), to: moment.optional(), ...sortedBy("changes"), ...page })
  .refine(inOrder, ORDER_ERROR);
export const ChangePageParams = z
  .strictObject({
    ...changeFilters,
    from: momentOfField.optional(),
    to: momentOfField.optional(),
    ...sortedBy("changes"),
    ...page,
  })
  .refine(inOrder, ORDER_ERROR);

/** For a thing as it is, or was. */
export const AsOfParams = z.strictObject(asOf);
/** The same with a list inside. */
export const AsOfPageParams = z.strictObject({ ...asOf, ...page });
/** How a path graph is seen: columns and kinds of resources that stand open, and the box or line that stands out. */
export const PathGraphParams = z.object({
  open: text.transform((value) => value.split(" ").filter((key) => key !== "")).default([]),
  mark: filledText.optional(),
});
export const ExplainPageParams = ExplainParams.partial().extend({
  "as-of": momentOfField.optional(),
  ...PathGraphParams.shape,
});
/** For a group: a page of its members, and who might join. */
export const GroupPageParams = z.strictObject({ ...page, person: person.optional() });
/** For two people side by side: the other one, and the kind of difference that is listed. */
export const CompareParams = z.strictObject({
  other: person.optional(),
  show: oneOf(DIFFERENCES).optional(),
  ...page,
});
/** For what takes no parameter at all. */
export const NoParams = z.strictObject({});

/** What the page of the sources carries besides a page of runs: why an upload was not taken. */
export const SourcesParams = z.strictObject({ ...page, refused: oneOf(UPLOAD_REFUSALS).optional() });

/** The files of a run. */
export const SyncFilesParams = z.strictObject({ ...page, show: oneOf(["faulty", "all"]).optional() });

const identifier = z.guid({ error: "a uuid" }).optional();

/** A decision that is looked at before it is made; which fields it needs depends on its kind. */
export const DecisionPreviewParams = z.strictObject({
  kind: oneOf(["accept", "reject", "merge", "split", "undo", "undo-batch"]),
  accountId: identifier,
  personId: identifier,
  person: person.optional(),
  decisionId: identifier,
  batchId: identifier,
  next: text.optional(),
});

/** Candidates of one kind, all of which are to be decided alike. */
export const QueueRuleParams = z.strictObject({
  decision: oneOf(["accept", "reject"]),
  reason: oneOf(QUEUE_REASONS),
  strength: oneOf(QUEUE_STRENGTHS),
});

export const DecisionListParams = z.strictObject(page);
