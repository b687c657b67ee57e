import { z } from "zod";
import { BundleError } from "./bundle-error.ts";

/** Name of the optional file at the root of a bundle that says when and how completely it was collected. */
export const MANIFEST_PATH = "manifest.json";

/** `collectedAt` is ISO 8601 in UTC; only a scope in `complete` may count as complete. */
export type Manifest = { collectedAt: string | null; complete: string[] };

const EXAMPLE = '{"collectedAt":"2026-01-31T08:00:00Z","complete":["aws/identitystore","github/acme"]}';

const instant = z
  .union([
    z.iso.datetime({ offset: true, local: true, error: "is no ISO 8601 time" }),
    z.number().min(0).max(253_402_300_799),
  ])
  .transform((time) => new Date(typeof time === "number" ? time * 1000 : withZone(time)).toISOString());

const manifestSchema = z.object({
  collectedAt: instant.nullish().transform((time) => time ?? null),
  complete: z.array(z.string()).default([]),
});

/**
 * Parses manifest.json. A manifest without `complete` lists no scope, so none is complete; a time without a zone is UTC.
 * @throws BundleError that names each wrong member.
 */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new BundleError(
      `${MANIFEST_PATH} is not JSON (${(cause as Error).message}). Write ${EXAMPLE}, or remove it.`,
      {
        cause,
      },
    );
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
    throw new BundleError(`${MANIFEST_PATH} is wrong: ${faults.join("; ")}. Write ${EXAMPLE}, or remove it.`);
  }
  return parsed.data;
}

function withZone(time: string): string {
  return /(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`;
}
