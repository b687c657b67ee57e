import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const usedToday = defineStatement(
  "llm_usage_today",
  z.object({ tokens: z.number() }),
  `select coalesce(sum(llm_usage.input_tokens + llm_usage.output_tokens), 0)::bigint as tokens
from llm_usage
where llm_usage.day = (now() at time zone 'UTC')::date`,
);

/** @returns tokens that the tenant's questions cost today (UTC), input and output together */
export async function countTokensToday(tx: TenantTransaction): Promise<number> {
  const [row] = await tx.query(usedToday, []);
  return row?.tokens ?? 0;
}
