import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const addUsage = defineStatement(
  "llm_usage_add",
  z.object({}),
  `insert into llm_usage (tenant_id, day, requests, input_tokens, output_tokens)
values (app_current_tenant_id(), (now() at time zone 'UTC')::date, 1, $1::bigint, $2::bigint)
on conflict (tenant_id, day) do update set requests = llm_usage.requests + 1,
  input_tokens = llm_usage.input_tokens + excluded.input_tokens,
  output_tokens = llm_usage.output_tokens + excluded.output_tokens`,
);

/** Adds what one request to a language model cost to the tenant's day (UTC). Role: ingest. @param usage in tokens */
export async function addLlmUsage(
  transaction: TenantTransaction,
  usage: { input: number; output: number },
): Promise<void> {
  await transaction.query(addUsage, [usage.input, usage.output]);
}
