import { z } from "zod";
import type { Database, TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";
import { SEVERITIES } from "../model/findings.ts";
import { APPLY_STATEMENTS } from "./apply-found.ts";
import { askedBy, collectText } from "./rule-statement.ts";
import { RULES } from "./rules/index.ts";
import type { Rule } from "./rules/rule.ts";

/** A rule that takes longer is told as failed; its findings stay as they are. */
const WITHIN_MS = 120_000;

export type Evaluation = {
  /** Findings that began to stand, were resolved by the data, and could not be confirmed. */
  opened: number;
  resolved: number;
  unconfirmed: number;
  failed: { rule: string; reason: string }[];
};

const limitTime = defineStatement(
  "findings_limit_time",
  z.object({}),
  "select set_config('statement_timeout', $1::text, true)",
);

const recordDay = defineStatement(
  "finding_days_write",
  z.object({}),
  `insert into finding_days (tenant_id, day, rule_id, open, accepted, unconfirmed, evaluated_at, took_ms, failure)
   select app_current_tenant_id(), (clock_timestamp() at time zone 'UTC')::date, $1::text,
     count(*) filter (where findings.state = 'open'), count(*) filter (where findings.state = 'accepted'),
     count(*) filter (where findings.state <> 'resolved' and findings.unconfirmed_since is not null),
     clock_timestamp(), $2::integer, $3::text
   from findings where findings.rule_id = $1::text
   on conflict (tenant_id, day, rule_id) do update set
     open = excluded.open, accepted = excluded.accepted, unconfirmed = excluded.unconfirmed,
     evaluated_at = excluded.evaluated_at, took_ms = excluded.took_ms, failure = excluded.failure`,
);

/**
 * Brings every finding to what the data says: each rule in a transaction of its own, so that one which fails keeps its
 * findings as they are and stops no other. Two evaluations of a tenant must not run at once: callers hold its lock.
 */
export async function evaluateFindings(
  database: Database,
  tenantId: string,
  rules: readonly Rule[] = RULES,
): Promise<Evaluation> {
  const scope = { tenantId, role: "ingest" as const };
  const total: Evaluation = { opened: 0, resolved: 0, unconfirmed: 0, failed: [] };
  for (const rule of rules) {
    const started = performance.now();
    const tookMs = () => Math.round(performance.now() - started);
    try {
      const counts = await database.write(scope, async (transaction) => {
        const changed = await evaluateRule(transaction, rule);
        await transaction.query(recordDay, [rule.id, tookMs(), null]);
        return changed;
      });
      for (const name of ["opened", "resolved", "unconfirmed"] as const) total[name] += counts[name];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      total.failed.push({ rule: rule.id, reason });
      await database.write(scope, (transaction) => transaction.query(recordDay, [rule.id, tookMs(), reason]));
    }
  }
  return total;
}

async function evaluateRule(
  transaction: TenantTransaction,
  rule: Rule,
): Promise<Pick<Evaluation, "opened" | "resolved" | "unconfirmed">> {
  const asked = askedBy(rule);
  await transaction.query(limitTime, [String(WITHIN_MS)]);
  await transaction.client.query(`create temporary table found_by_rule (
    subject_key text not null, subject_kind text not null, subject_id uuid, subject_label text not null,
    sources text[] not null, rows_found integer not null, evidence jsonb not null
  ) on commit drop`);
  // Planned for its own values, like the questions of the catalogue.
  const collect = { name: "findings_collect", prepared: "", text: collectText(rule, asked), row: z.object({}) };
  await withHashJoins(transaction, () => transaction.query(collect, asked.values));
  await transaction.client.query("analyze found_by_rule");
  const counts = { opened: 0, resolved: 0, unconfirmed: 0 };
  const severity = SEVERITIES.indexOf(rule.severity) + 1;
  for (const { statement, counts: name } of APPLY_STATEMENTS) {
    const values = statement.text.includes("$2") ? [rule.id, severity] : [rule.id];
    const [row] = await transaction.query(statement, values);
    if (name !== null) counts[name] += row?.changed ?? 0;
  }
  return counts;
}
