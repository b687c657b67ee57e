import { z } from "zod";
import type { Plan } from "../../telemetry/slo/plan.ts";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { isoTime } from "./fragments.ts";
import { endOf, type SloCounts, windowsOf } from "./slo-counts.ts";

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

/** Counts by what the web processes wrote into the database, to the minute. */
export async function readDatabaseCounts(database: Pick<Database, "query">, plan: Plan, now: Date): Promise<SloCounts> {
  const end = endOf(now).toISOString();
  const longest = Math.max(...plan.objectives.map(({ window }) => window));
  const windows = await database.query(sloWindowList, [windowsOf(plan), end], WITHIN_MS);
  const days = await database.query(sloDayList, [longest, end], WITHIN_MS);
  const stretches: SloCounts["stretches"][number][] = [];
  for (const { name, window, freeze } of plan.objectives) {
    if (freeze === null) continue;
    const values = [name, end, window, freeze.within];
    stretches.push(...(await database.query(sloWorstStretchFind, values, WITHIN_MS)));
  }
  return { windows, days, stretches };
}
