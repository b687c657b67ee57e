import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { UPLOAD_FORMS, UPLOAD_STATES, type Upload, UploadDifference } from "../model/uploads.ts";
import { isoTime } from "./fragments.ts";

/** Whoever works says so every ten seconds (web/uploads.server.ts); a busy machine may be late. */
const STALLED_AFTER = "60 seconds";

const Row = z.object({
  id: z.string(),
  name: z.string(),
  form: z.enum(UPLOAD_FORMS),
  files: z.number(),
  bytes: z.number(),
  uploaded_by: z.string(),
  uploaded_at: z.string(),
  instance: z.string(),
  state: z.enum(UPLOAD_STATES),
  stalled: z.boolean(),
  progress: z.string(),
  difference: UploadDifference.nullable(),
  sync_run_id: z.string().nullable(),
  failure: z.string().nullable(),
});

const columns = (difference: string) => `select bundle_uploads.id, bundle_uploads.name, bundle_uploads.form,
  bundle_uploads.files, bundle_uploads.bytes, bundle_uploads.uploaded_by,
  ${isoTime("bundle_uploads.uploaded_at")} as uploaded_at, bundle_uploads.instance, bundle_uploads.state,
  bundle_uploads.state in ('comparing', 'applying')
    and bundle_uploads.touched_at < clock_timestamp() - interval '${STALLED_AFTER}' as stalled,
  bundle_uploads.progress, ${difference} as difference, bundle_uploads.sync_run_id, bundle_uploads.failure
from bundle_uploads`;

const uploadGet = defineStatement(
  "bundle_upload_get",
  Row,
  `${columns("bundle_uploads.difference")} where bundle_uploads.id = $1::uuid`,
);

const uploadList = defineStatement(
  "bundle_upload_list",
  Row,
  `${columns("null::jsonb")}
where bundle_uploads.state in ('comparing', 'compared', 'applying')
  and bundle_uploads.uploaded_at > now() - interval '1 day'
order by bundle_uploads.uploaded_at desc, bundle_uploads.id limit 20`,
);

function uploadOf(row: z.infer<typeof Row>): Upload {
  const { uploaded_by: uploadedBy, uploaded_at: uploadedAt, sync_run_id: runId, ...rest } = row;
  return { ...rest, uploadedBy, uploadedAt, runId };
}

export async function findUpload(tx: TenantTransaction, id: string): Promise<Upload | null> {
  const [row] = await tx.query(uploadGet, [id]);
  return row === undefined ? null : uploadOf(row);
}

/** Uploads of the last day that wait for somebody or are worked on, newest first, without their differences. */
export async function listOpenUploads(tx: TenantTransaction): Promise<Upload[]> {
  return (await tx.query(uploadList)).map(uploadOf);
}
