import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { UploadDifference, UploadForm } from "../model/uploads.ts";

const Nothing = z.object({});
const Id = z.object({ id: z.string() });

const insertUpload = defineStatement(
  "bundle_uploads_insert",
  Nothing,
  `insert into bundle_uploads (id, tenant_id, name, form, files, bytes, uploaded_by, instance)
values ($1::uuid, app_current_tenant_id(), $2::text, $3::text, $4::integer, $5::bigint, $6::text, $7::text)`,
);

const touchUpload = defineStatement(
  "bundle_uploads_touch",
  Nothing,
  `update bundle_uploads set progress = $2::text, touched_at = clock_timestamp()
where id = $1::uuid and state in ('comparing', 'applying')`,
);

const setCompared = defineStatement(
  "bundle_uploads_set_compared",
  Id,
  `update bundle_uploads set state = 'compared', difference = $2::jsonb, progress = '', touched_at = clock_timestamp()
where id = $1::uuid and state = 'comparing' returning id`,
);

const setApplying = defineStatement(
  "bundle_uploads_set_applying",
  Id,
  `update bundle_uploads set state = 'applying', progress = 'starting', touched_at = clock_timestamp()
where id = $1::uuid and state = 'compared' returning id`,
);

const setApplied = defineStatement(
  "bundle_uploads_set_applied",
  Id,
  `update bundle_uploads set state = 'applied', sync_run_id = $2::uuid, progress = '', touched_at = clock_timestamp()
where id = $1::uuid and state = 'applying' returning id`,
);

const setFailed = defineStatement(
  "bundle_uploads_set_failed",
  Id,
  `update bundle_uploads set state = 'failed', failure = $2::text, progress = '', touched_at = clock_timestamp()
where id = $1::uuid and state in ('comparing', 'applying') returning id`,
);

const setDiscarded = defineStatement(
  "bundle_uploads_set_discarded",
  Id,
  `update bundle_uploads set state = 'discarded', touched_at = clock_timestamp()
where id = $1::uuid and state in ('comparing', 'compared') returning id`,
);

/** Role of everything here: ingest. */
export async function insertBundleUpload(
  transaction: TenantTransaction,
  upload: { id: string; name: string; form: UploadForm; files: number; bytes: number; actor: string; instance: string },
): Promise<void> {
  const { id, name, form, files, bytes, actor, instance } = upload;
  await transaction.query(insertUpload, [id, name, form, files, bytes, actor, instance]);
}

/** Says how far the work is, and that somebody still works. */
export async function touchBundleUpload(transaction: TenantTransaction, id: string, progress: string): Promise<void> {
  await transaction.query(touchUpload, [id, progress.replaceAll("\u0000", "\ufffd")]);
}

/** The steps of an upload. `to.state` is entered only from the one before. @returns whether it was */
export async function moveBundleUpload(
  transaction: TenantTransaction,
  id: string,
  to:
    | { state: "compared"; difference: UploadDifference }
    | { state: "applying" }
    | { state: "applied"; runId: string | null }
    | { state: "failed"; failure: string }
    | { state: "discarded" },
): Promise<boolean> {
  const move = async () => {
    switch (to.state) {
      case "compared":
        return transaction.query(setCompared, [id, JSON.stringify(to.difference).replaceAll("\\u0000", "\\ufffd")]);
      case "applying":
        return transaction.query(setApplying, [id]);
      case "applied":
        return transaction.query(setApplied, [id, to.runId]);
      case "failed":
        return transaction.query(setFailed, [id, to.failure.replaceAll("\u0000", "\ufffd")]);
      case "discarded":
        return transaction.query(setDiscarded, [id]);
    }
  };
  return (await move()).length > 0;
}
