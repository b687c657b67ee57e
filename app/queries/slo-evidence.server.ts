import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { SloRun } from "../model/slo-report.ts";
import { isoTime } from "./fragments.ts";
import type { SloEvidence } from "./slo-incidents.ts";

/** Minutes and incidents that a report names of each objective. */
const WORST_MINUTES = 10;
const WORST_INCIDENTS = 10;
/** Traces of one incident; its worst minutes come first. */
const TRACES = 6;
/** Deployments during an incident, and all of the window. */
const DEPLOYMENTS_WITHIN = 3;
const DEPLOYMENTS = 20;
const WITHIN_MS = 10_000;

const Counted = z.object({ objective: z.string(), good: z.number(), total: z.number() });

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

// Minutes that follow each other without a gap have the same difference to their number.
const sloIncidentList = defineStatement(
  "slo_incident_list",
  z.object({ objective: z.string(), begin: z.string(), end: z.string(), bad: z.number(), total: z.number() }),
  `select ranked.objective, ${isoTime("ranked.first_minute")} as begin,
  ${isoTime("(ranked.last_minute + interval '1 minute')")} as "end", ranked.bad, ranked.total
from (
  select islands.objective, min(islands.minute) as first_minute, max(islands.minute) as last_minute,
    sum(islands.total - islands.good)::bigint as bad, sum(islands.total)::bigint as total,
    row_number() over (
      partition by islands.objective
      order by sum(islands.total - islands.good) desc, max(islands.minute) desc
    ) as place
  from (
    select slo_minutes.*, slo_minutes.minute - interval '1 minute' * row_number() over (
      partition by slo_minutes.objective order by slo_minutes.minute
    ) as island
    from slo_minutes
    where slo_minutes.minute >= $1::timestamptz - $2::integer * interval '1 minute'
      and slo_minutes.minute < $1::timestamptz
      and slo_minutes.good < slo_minutes.total
  ) as islands
  group by islands.objective, islands.island
) as ranked
where ranked.place <= $3::integer
order by ranked.objective, ranked.place`,
);

// `place` is that of the stretch in the lists that were given, from 1.
const sloTraceList = defineStatement(
  "slo_trace_list",
  z.object({ place: z.number(), trace_id: z.string() }),
  `select stretches.place, found.trace_id
from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality
  as stretches (objective, begins, ends, place)
cross join lateral (
  select slo_traces.trace_id, max(slo_minutes.total - slo_minutes.good) as bad, min(slo_traces.minute) as minute
  from slo_traces
  join slo_minutes on slo_minutes.minute = slo_traces.minute and slo_minutes.objective = slo_traces.objective
  where slo_traces.objective = stretches.objective
    and slo_traces.minute >= stretches.begins and slo_traces.minute < stretches.ends
  group by slo_traces.trace_id
  order by bad desc, minute, slo_traces.trace_id
  limit $4::integer
) as found
order by stretches.place, found.bad desc, found.minute, found.trace_id`,
);

const Run = {
  revision: z.string(),
  version: z.string(),
  started_at: z.string(),
  stopped_at: z.string().nullable(),
  is_new: z.boolean(),
};

/** A start is new when the one before it ran something else; of the first one nothing is known. */
const STARTS = `select process_runs.*,
    lag(process_runs.instance) over starting is not null
      and (process_runs.revision, process_runs.version)
        is distinct from (lag(process_runs.revision) over starting, lag(process_runs.version) over starting) as is_new
  from process_runs
  window starting as (order by process_runs.started_at, process_runs.instance)`;

const COLUMNS = (from: string) => `${from}.revision, ${from}.version, ${isoTime(`${from}.started_at`)} as started_at,
  ${isoTime(`${from}.stopped_at`)} as stopped_at, ${from}.is_new`;

const deploymentList = defineStatement(
  "deployment_list",
  z.object(Run),
  `with starts as (${STARTS})
select ${COLUMNS("starts")}
from starts
where starts.is_new and starts.started_at >= $1::timestamptz - $2::integer * interval '1 minute'
  and starts.started_at < $1::timestamptz
order by starts.started_at desc, starts.instance
limit $3::integer`,
);

// What ran: the last start before the first bad minute ended, the last deployment before it, and those meanwhile.
const sloIncidentRunList = defineStatement(
  "slo_incident_run_list",
  z.object({ place: z.number(), ...Run }),
  `with starts as (${STARTS})
select stretches.place, ${COLUMNS("found")}
from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality as stretches (begins, ends, place)
cross join lateral (
  (
    select * from starts where starts.started_at < stretches.begins + interval '1 minute'
    order by starts.started_at desc, starts.instance desc limit 1
  )
  union
  (
    select * from starts where starts.is_new and starts.started_at < stretches.begins + interval '1 minute'
    order by starts.started_at desc, starts.instance desc limit 1
  )
  union
  (
    select * from starts
    where starts.is_new and starts.started_at >= stretches.begins + interval '1 minute'
      and starts.started_at < stretches.ends
    order by starts.started_at, starts.instance limit $3::integer
  )
) as found
order by stretches.place, found.started_at, found.instance`,
);

/**
 * What only the database knows of the bad events: their minutes, the incidents that these make, traces, and what ran.
 * @param end of the window, ISO 8601
 * @param longest window, in minutes
 */
export async function listSloEvidence(
  database: Pick<Database, "query">,
  end: string,
  longest: number,
): Promise<SloEvidence> {
  const minutes = await database.query(sloWorstMinuteList, [end, longest, WORST_MINUTES], WITHIN_MS);
  const incidents = await database.query(sloIncidentList, [end, longest, WORST_INCIDENTS], WITHIN_MS);
  const deployments = await database.query(deploymentList, [end, longest, DEPLOYMENTS], WITHIN_MS);
  const stretches = [
    ...incidents.map(({ objective, begin, end: until }) => ({ objective, begin, until })),
    ...minutes.map(({ objective, minute }) => ({ objective, begin: minute, until: endOfMinute(minute) })),
  ];
  const begins = stretches.map(({ begin }) => begin);
  const ends = stretches.map(({ until }) => until);
  const objectives = stretches.map(({ objective }) => objective);
  const traces = await database.query(sloTraceList, [objectives, begins, ends, TRACES], WITHIN_MS);
  const ofIncidents = [begins.slice(0, incidents.length), ends.slice(0, incidents.length), DEPLOYMENTS_WITHIN];
  const runs = await database.query(sloIncidentRunList, ofIncidents, WITHIN_MS);
  const tracesAt = (index: number) => traces.filter(({ place }) => place === index + 1).map(({ trace_id }) => trace_id);
  return {
    minutes: minutes.map((each, index) => ({ ...each, traces: tracesAt(incidents.length + index) })),
    incidents: incidents.map((each, index) => ({
      ...each,
      traces: tracesAt(index),
      runs: runs.filter(({ place }) => place === index + 1).map(runOf),
    })),
    deployments: deployments.map(runOf),
  };
}

const endOfMinute = (minute: string): string => new Date(Date.parse(minute) + 60_000).toISOString();

const runOf = (row: z.output<z.ZodObject<typeof Run>>): SloRun => ({
  revision: row.revision,
  version: row.version,
  startedAt: row.started_at,
  stoppedAt: row.stopped_at,
  isNew: row.is_new,
});
