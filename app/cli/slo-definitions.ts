import { stat } from "node:fs/promises";
import { Option } from "commander";
import { OWN_PLACES } from "../../telemetry/slo/compile.server.ts";
import { DefinitionsError, loadPlan, planFiles } from "../../telemetry/slo/load-plan.server.ts";
import type { Plan, PlannedObjective } from "../../telemetry/slo/plan.ts";
import { nearestNames } from "../../telemetry/slo/problem.ts";
import { RevisionError, readRevision } from "../../telemetry/slo/read-revision.server.ts";
import { UsageError } from "./exit.ts";

/** Names another folder of definitions; for all commands that read them. */
export const definitionsOption = (): Option =>
  new Option("--definitions <folder>", "another folder of definitions than the product's own");

/** What was given where the definitions stand, and how problems call it. */
export const placeOf = (definitions: string | undefined) =>
  definitions === undefined ? OWN_PLACES : { ...OWN_PLACES, definitions, shownAs: definitions };

/** @throws UsageError when the folder cannot be read, or with everything that is wrong with the definitions */
export const readPlanOf = (definitions: string | undefined): Promise<Plan> => {
  const place = placeOf(definitions);
  return orUsageError(() => loadPlan(place.definitions, place.shownAs));
};

/** The plan of a folder or, where there is none of that name, of a revision of the repository. */
export const readEarlierPlan = (given: string): Promise<Plan> =>
  orUsageError(async () => {
    if (await isFolder(given)) return loadPlan(given, given);
    const files = await readRevision(OWN_PLACES.root, given, OWN_PLACES.shownAs).catch((error) => {
      if (!(error instanceof RevisionError)) throw error;
      throw new UsageError(`"${given}" is no folder and no revision of the repository (${error.message})`);
    });
    return planFiles(files);
  });

/** The objective of that name, or all without a name. @throws UsageError naming those that there are */
export function pickObjectives({ objectives }: Plan, name: string | undefined): readonly PlannedObjective[] {
  if (name === undefined) return objectives;
  const found = objectives.filter((objective) => objective.name === name);
  const names = objectives.map((objective) => objective.name);
  if (found.length > 0) return found;
  throw new UsageError(`there is no objective "${name}"; allowed: ${nearestNames(name, names).join(", ")}`);
}

/** Wrong definitions and a folder that is not there are what the caller gave. */
export async function orUsageError<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DefinitionsError || isUnreadable(error)) {
      throw new UsageError((error as Error).message, { cause: error });
    }
    throw error;
  }
}

const isUnreadable = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");

async function isFolder(given: string): Promise<boolean> {
  const found = await stat(given).catch(() => null);
  return found?.isDirectory() ?? false;
}
