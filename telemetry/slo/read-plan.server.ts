import { loadPlan } from "./load-plan.server.ts";
import type { Plan } from "./plan.ts";
import { DEFINITIONS_FOLDER } from "./read-definitions.server.ts";

/** The plan of the product's own definitions. @throws DefinitionsError when something is wrong with them */
export const readPlan = (): Promise<Plan> => loadPlan(DEFINITIONS_FOLDER, "telemetry/slo/definitions");
