import { lintDefinitions } from "./lint.ts";
import { type DefinitionFile, parseDefinitions } from "./parse.ts";
import { type Plan, planObjectives } from "./plan.ts";
import { formatProblem, type Problem } from "./problem.ts";
import { readDefinitionFiles } from "./read-definitions.server.ts";

/** Definitions that cannot be compiled; the message names each problem with file, line and what is allowed. */
export class DefinitionsError extends Error {
  override name = "DefinitionsError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(`the definitions cannot be compiled:\n${problems.map(formatProblem).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * The plan of a folder of definitions.
 * @param shownAs what problems call the folder
 * @throws DefinitionsError when something is wrong with them; Error of Node when the folder cannot be read
 */
export async function loadPlan(folder: string, shownAs: string): Promise<Plan> {
  return planFiles(await readDefinitionFiles(folder, shownAs));
}

/** The plan of definitions that were read already. @throws DefinitionsError when something is wrong with them */
export function planFiles(files: readonly DefinitionFile[]): Plan {
  const { definitions, problems } = parseDefinitions(files);
  const found = [...problems, ...lintDefinitions(definitions)];
  if (found.length > 0) throw new DefinitionsError(found);
  return planObjectives(definitions.map(({ objective }) => objective));
}
