// Loaded by `node --import` before anything else.
import { startTracing } from "./tracing.server.ts";

await startTracing(process.env);
