import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { FindingDay, RuleTally } from "../model/findings.ts";
import { isoTime } from "../queries/fragments.ts";
import { IS_ACCEPTED, STATE } from "./finding-row.ts";
import { RULES } from "./rules/index.ts";

const tallyStatement = defineStatement(
  "finding_tally",
  z.object({ rule_id: z.string(), open: z.number(), accepted: z.number(), unconfirmed: z.number() }),
  `select findings.rule_id, count(*) filter (where ${STATE} = 'open') as open,
  count(*) filter (where ${IS_ACCEPTED}) as accepted,
  count(*) filter (where findings.state <> 'resolved' and findings.unconfirmed_since is not null) as unconfirmed
from findings
group by findings.rule_id`,
);

const lastDays = defineStatement(
  "finding_days_last",
  z.object({ rule_id: z.string(), evaluated_at: z.string(), failure: z.string().nullable() }),
  `select distinct on (finding_days.rule_id) finding_days.rule_id, ${isoTime("finding_days.evaluated_at")} as evaluated_at,
  finding_days.failure
from finding_days
order by finding_days.rule_id, finding_days.day desc`,
);

/** Every rule of the product with how many findings it has now, the most severe first. */
export async function tallyFindings(tx: TenantTransaction): Promise<RuleTally[]> {
  const counts = new Map((await tx.query(tallyStatement)).map((row) => [row.rule_id, row]));
  const last = new Map((await tx.query(lastDays)).map((row) => [row.rule_id, row]));
  return RULES.map(({ id, name, question, severity }) => ({
    rule: { id, name, question, severity },
    open: counts.get(id)?.open ?? 0,
    accepted: counts.get(id)?.accepted ?? 0,
    unconfirmed: counts.get(id)?.unconfirmed ?? 0,
    evaluatedAt: last.get(id)?.evaluated_at ?? null,
    failure: last.get(id)?.failure ?? null,
  }));
}

const dayList = defineStatement(
  "finding_day_list",
  z.object({ day: z.string(), open: z.number(), accepted: z.number() }),
  `select days.day::date::text as day, coalesce(sum(newest.open), 0)::integer as open,
  coalesce(sum(newest.accepted), 0)::integer as accepted
from generate_series(
  greatest((now() at time zone 'UTC')::date - $1::integer + 1, (select min(finding_days.day) from finding_days)),
  (now() at time zone 'UTC')::date, interval '1 day'
) as days (day)
cross join (select distinct finding_days.rule_id from finding_days) as rules
left join lateral (
  select finding_days.open, finding_days.accepted from finding_days
  where finding_days.rule_id = rules.rule_id and finding_days.day <= days.day::date
  order by finding_days.day desc limit 1
) as newest on true
group by days.day
order by days.day`,
);

/**
 * Open findings of all rules at the end of each of the last days (UTC), oldest first, from the first evaluation on. A
 * day without an evaluation has the numbers of the day before.
 */
export async function listFindingDays(tx: TenantTransaction, days: number): Promise<FindingDay[]> {
  return tx.query(dayList, [days]);
}
