import { z } from "zod";

export const UPLOAD_STATES = ["comparing", "compared", "applying", "applied", "failed", "discarded"] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

export const UPLOAD_FORMS = ["archive", "folder"] as const;
export type UploadForm = (typeof UPLOAD_FORMS)[number];

const count = z.number();

/** What a bundle would change in one table of one scope. */
const KindDifference = z.object({ table: z.string(), added: count, updated: count, closed: count, unchanged: count });
export type KindDifference = z.infer<typeof KindDifference>;

/**
 * One scope of a bundle, compared.
 * - `refusal`: why the brake on mass removal stops it; `kinds` are then what it would change without the brake
 * - `reason`: why it is not complete, so that nothing of it is closed
 */
const ScopeDifference = z.object({
  scope: z.string(),
  complete: z.boolean(),
  reason: z.string().nullable(),
  refusal: z.string().nullable(),
  kinds: z.array(KindDifference),
});
export type ScopeDifference = z.infer<typeof ScopeDifference>;

const FileFault = z.object({
  path: z.string(),
  read: count,
  rejected: count,
  errors: z.array(
    z.object({
      line: z.number().nullable(),
      column: z.number().nullable(),
      record: z.number().nullable(),
      reason: z.string(),
    }),
  ),
});
export type FileFault = z.infer<typeof FileFault>;

/**
 * What a bundle would change, as it is kept: files without fault only as a number.
 * - `faults`, `ignored`: the first of them; `faultCount` and `ignoredCount` say how many there are
 */
export const UploadDifference = z.object({
  scopes: z.array(ScopeDifference),
  files: count,
  faults: z.array(FileFault),
  faultCount: count,
  ignored: z.array(z.object({ path: z.string(), reason: z.string() })),
  ignoredCount: count,
});
export type UploadDifference = z.infer<typeof UploadDifference>;

/**
 * A bundle that a browser sent.
 * - `stalled`: the process that worked on it has gone
 * - `held`: whether the process that was asked still holds its bytes
 */
export type Upload = {
  id: string;
  name: string;
  form: UploadForm;
  files: number;
  bytes: number;
  uploadedBy: string;
  uploadedAt: string;
  instance: string;
  state: UploadState;
  stalled: boolean;
  progress: string;
  difference: UploadDifference | null;
  runId: string | null;
  failure: string | null;
};

/** Why what was sent is no upload. */
export const UPLOAD_REFUSALS = [
  "too-large",
  "no-file",
  "two-kinds",
  "bad-path",
  "twice",
  "too-many-files",
  "broken",
  "busy",
] as const;
export type UploadRefusal = (typeof UPLOAD_REFUSALS)[number];
