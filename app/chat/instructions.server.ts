import { CATALOGUE } from "../ask/catalogue/index.ts";
import { TABLES, VIEWS } from "../ask/guard/relations.ts";
import { EXAMPLES } from "../ask/llm/examples.ts";
import { writeInstructions } from "../ask/llm/prompt.ts";
import type { Database } from "../db/database.server.ts";
import { listAnalystColumns } from "../queries/analyst-columns.server.ts";

/** What every model is told before a question: the schema that analysts may see, definitions, questions and examples. */
export async function readInstructions(database: Database): Promise<string> {
  const definitions = CATALOGUE.flatMap((question) => (question.kind === "answerable" ? question.definitions : []));
  return writeInstructions({
    columns: await listAnalystColumns(database, [...TABLES, ...VIEWS]),
    catalogue: CATALOGUE.map(({ canonical }) => canonical),
    definitions: [...new Map(definitions.map((definition) => [definition.term, definition])).values()],
    examples: EXAMPLES,
  });
}
