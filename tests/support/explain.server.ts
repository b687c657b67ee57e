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
        const { rows } = await transaction.client.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
          `explain (analyze, timing off, format json) ${statement.text}`,
          values,
        );
        const root = rows[0]?.["QUERY PLAN"][0].Plan;
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
