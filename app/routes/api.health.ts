import { answerHealth } from "../http/health.server.ts";
import { onlyGet } from "../http/problem.server.ts";
import { createApiRoute } from "../http/route.server.ts";

export const loader = createApiRoute(({ context, request }) => answerHealth(context, request));

export const action = onlyGet;
