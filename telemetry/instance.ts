import { randomUUID } from "node:crypto";

/** Tells this process from its siblings, the same in spans, metrics and log lines (service.instance.id). */
export const INSTANCE_ID: string = randomUUID();
