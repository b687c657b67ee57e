import { answerHealth } from "../http/health.server.ts";
import { onlyGet } from "../http/problem.server.ts";
import { createApiRoute } from "../http/route.server.ts";

export const loader = createApiRoute(({ context }) => answerHealth(context));

export const action = onlyGet;
