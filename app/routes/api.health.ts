import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerHealth } from "../http/health.server.ts";
import { onlyGet } from "../http/problem.server.ts";

export const loader = ({ context, request }: LoaderFunctionArgs) => answerHealth(context, request);

export const action = onlyGet;
