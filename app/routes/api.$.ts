import { unknownPath } from "../http/problem.server.ts";

export const loader = unknownPath;

export const action = unknownPath;
