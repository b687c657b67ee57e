import type { TenantTransaction } from "../db/database.server.ts";
import type { UploadForm } from "../model/uploads.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { insertBundleUpload, moveBundleUpload } from "../store/bundle-uploads.server.ts";

/** Notes a bundle that a browser sent, in the caller's transaction (role: ingest). */
export async function recordUpload(
  transaction: TenantTransaction,
  upload: { id: string; name: string; form: UploadForm; files: number; bytes: number; actor: string; instance: string },
): Promise<void> {
  const { id, name, form, files, bytes, actor } = upload;
  await insertBundleUpload(transaction, upload);
  await appendAuditEntry(transaction, {
    actor,
    action: "bundle.uploaded",
    target: name,
    detail: { uploadId: id, form, files, bytes },
  });
}

/** An upload that was compared is to be applied. @returns false when it is not in that state (any more) */
export async function beginApply(
  transaction: TenantTransaction,
  request: { id: string; actor: string; allowMassRemoval: boolean },
): Promise<boolean> {
  if (!(await moveBundleUpload(transaction, request.id, { state: "applying" }))) return false;
  await appendAuditEntry(transaction, {
    actor: request.actor,
    action: "bundle.applied",
    target: request.id,
    detail: { allowMassRemoval: request.allowMassRemoval },
  });
  return true;
}

/** Nothing of the upload is to be applied. @returns false when it is too late for that */
export async function discardUpload(
  transaction: TenantTransaction,
  request: { id: string; actor: string },
): Promise<boolean> {
  if (!(await moveBundleUpload(transaction, request.id, { state: "discarded" }))) return false;
  await appendAuditEntry(transaction, {
    actor: request.actor,
    action: "bundle.discarded",
    target: request.id,
    detail: {},
  });
  return true;
}
