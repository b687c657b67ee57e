import { z } from "zod";
import type { TenantTransaction } from "../../app/db/database.server.ts";

type Node = {
  "Node Type": string;
  "Index Name"?: string;
  "Relation Name"?: string;
  "Index Cond"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

/** What one statement did: each node of its plan, with all that it read over all its loops. */
export type PlannedStatement = {
  name: string;
  nodes: { type: string; index: string | null; relation: string | null; read: number }[];
};

const PlanRow = z.object({ "QUERY PLAN": z.custom<[{ Plan: Node }]>((value) => Array.isArray(value)) });

/**
 * Wraps a transaction so that each statement is also explained with the same values, in the same role and tenant,
 * before it is run. The product's own text is what is planned.
 */
export function explainQueries(transaction: TenantTransaction): {
  transaction: TenantTransaction;
  planned: PlannedStatement[];
} {
  const planned: PlannedStatement[] = [];
  return {
    planned,
    transaction: {
      ...transaction,
      async query(statement, values = []) {
        // An empty name is no prepared statement: each text is planned for its own values.
        const text = `explain (analyze, timing off, format json) ${statement.text}`;
        const [plan] = await transaction.query({ name: "explained", prepared: "", text, row: PlanRow }, values);
        const root = plan?.["QUERY PLAN"][0].Plan;
        if (root !== undefined) planned.push({ name: statement.name, nodes: [...nodesOf(root)] });
        return transaction.query(statement, values);
      },
    },
  };
}

function* nodesOf(node: Node): Generator<PlannedStatement["nodes"][number]> {
  const perLoop =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  yield {
    type: node["Node Type"],
    index: node["Index Name"] ?? null,
    relation: node["Relation Name"] ?? null,
    read: perLoop * node["Actual Loops"],
  };
  for (const child of node.Plans ?? []) yield* nodesOf(child);
}
