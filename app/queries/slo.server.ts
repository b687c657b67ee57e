import { z } from "zod";
import { GUIDE_ALERTS } from "../../telemetry/slo/guide-alerts.ts";
import type { Plan } from "../../telemetry/slo/plan.ts";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { SloReport } from "../model/slo-report.ts";
import { isoTime } from "./fragments.ts";
import { createSloReport, endOf, type SloFacts, windowsOf } from "./slo-report.ts";

/** Minutes that a page names of each objective. */
const WORST_MINUTES = 10;
/** Overrides are told for as long as the weekly report reaches back. */
const OVERRIDES_FOR = "168 hours";
/** A gate that waits longer has no answer. */
const WITHIN_MS = 10_000;

const Counted = z.object({ objective: z.string(), good: z.number(), total: z.number() });

const sloWindowList = defineStatement(
  "slo_window_list",
  Counted.extend({ minutes: z.number(), last: z.string() }),
  `select windows.minutes, counted.objective, counted.good, counted.total, counted.last
from unnest($1::integer[]) as windows (minutes)
cross join lateral (
  select slo_minutes.objective, sum(slo_minutes.good)::bigint as good, sum(slo_minutes.total)::bigint as total,
    ${isoTime("max(slo_minutes.minute)")} as last
  from slo_minutes
  where slo_minutes.minute >= $2::timestamptz - windows.minutes * interval '1 minute'
    and slo_minutes.minute < $2::timestamptz
  group by slo_minutes.objective
) as counted`,
);

// A day of 24 hours: the interval '1 day' would follow the session's time zone.
const sloDayList = defineStatement(
  "slo_day_list",
  Counted.extend({ from: z.string() }),
  `select days.objective, ${isoTime("days.begins")} as "from", sum(days.good)::bigint as good, sum(days.total)::bigint as total
from (
  select slo_minutes.objective, slo_minutes.good, slo_minutes.total,
    date_bin(interval '24 hours', slo_minutes.minute, $2::timestamptz) as begins
  from slo_minutes
  where slo_minutes.minute >= $2::timestamptz - $1::integer * interval '1 minute' and slo_minutes.minute < $2::timestamptz
) as days
group by days.objective, days.begins`,
);

const sloWorstMinuteList = defineStatement(
  "slo_worst_minute_list",
  Counted.extend({ minute: z.string() }),
  `select ranked.objective, ${isoTime("ranked.minute")} as minute, ranked.good, ranked.total
from (
  select slo_minutes.*, row_number() over (
    partition by slo_minutes.objective
    order by slo_minutes.total - slo_minutes.good desc, slo_minutes.minute desc
  ) as place
  from slo_minutes
  where slo_minutes.minute >= $1::timestamptz - $2::integer * interval '1 minute' and slo_minutes.minute < $1::timestamptz
    and slo_minutes.good < slo_minutes.total
) as ranked
where ranked.place <= $3::integer
order by ranked.objective, ranked.place`,
);

// Minutes without a bad event add nothing, so a stretch may always end at one that has some.
const sloWorstStretchFind = defineStatement(
  "slo_worst_stretch_find",
  z.object({ objective: z.string(), bad: z.number(), last: z.string() }),
  `select stretches.objective, stretches.bad::bigint as bad, ${isoTime("stretches.minute")} as last
from (
  select slo_minutes.objective, slo_minutes.minute, sum(slo_minutes.total - slo_minutes.good) over (
    order by slo_minutes.minute
    range between ($4::integer - 1) * interval '1 minute' preceding and current row
  ) as bad
  from slo_minutes
  where slo_minutes.objective = $1::text and slo_minutes.good < slo_minutes.total
    and slo_minutes.minute >= $2::timestamptz - $3::integer * interval '1 minute' and slo_minutes.minute < $2::timestamptz
) as stretches
order by stretches.bad desc, stretches.minute desc
limit 1`,
);

const sloOverrideList = defineStatement(
  "slo_override_list",
  z.object({ actor: z.string(), reason: z.string(), created_at: z.string(), expires_at: z.string() }),
  `select slo_overrides.actor, slo_overrides.reason, ${isoTime("slo_overrides.created_at")} as created_at,
  ${isoTime("slo_overrides.expires_at")} as expires_at
from slo_overrides
where slo_overrides.expires_at > $1::timestamptz - interval '${OVERRIDES_FOR}'
order by slo_overrides.created_at desc`,
);

/**
 * How the service levels stand, from what the web processes counted. Outside any tenant: they are the product's own.
 * @param now windows end with its minute
 */
export async function findSloReport(database: Pick<Database, "query">, plan: Plan, now: Date): Promise<SloReport> {
  const end = endOf(now).toISOString();
  const longest = Math.max(...plan.objectives.map(({ window }) => window));
  const windows = await database.query(sloWindowList, [windowsOf(plan), end], WITHIN_MS);
  const days = await database.query(sloDayList, [longest, end], WITHIN_MS);
  const worst = await database.query(sloWorstMinuteList, [end, longest, WORST_MINUTES], WITHIN_MS);
  const stretches: SloFacts["stretches"][number][] = [];
  for (const { name, window, freeze } of plan.objectives) {
    if (freeze === null) continue;
    const values = [name, end, window, freeze.within];
    stretches.push(...(await database.query(sloWorstStretchFind, values, WITHIN_MS)));
  }
  const overrides = (await database.query(sloOverrideList, [now.toISOString()], WITHIN_MS)).map((row) => ({
    actor: row.actor,
    reason: row.reason,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
  return createSloReport(plan, GUIDE_ALERTS, { windows, days, worst, stretches, overrides }, now);
}
