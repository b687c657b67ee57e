import { redirect } from "@remix-run/node";
import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { HttpError, notFound } from "../http/errors.ts";
import { pageAction, pageLoader } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { findUpload } from "../queries/bundle-uploads.server.ts";
import { beginApply, discardUpload } from "../sync/bundle-uploads.server.ts";
import { hrefs } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { UploadStateTag } from "../ui/open-uploads.tsx";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Time } from "../ui/time.tsx";
import { UploadAnswer } from "../ui/upload-answer.tsx";
import { plural, sizeWords } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.decide,
  query: NoParams,
  handler: async ({ read, context: { uploads }, params: { id = "" } }) => {
    const upload = isUuid(id) ? await read((tx) => findUpload(tx, id)) : null;
    if (upload === null) throw notFound(`There is no upload ${JSON.stringify(id)}.`);
    return { upload, isHeld: uploads.holds(id), now: new Date().toISOString() };
  },
});

const Decision = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("apply"), allowMassRemoval: z.literal("yes").optional() }),
  z.strictObject({ kind: z.literal("discard") }),
]);

export const action = pageAction({
  allow: PAGE_ROLES.decide,
  role: "ingest",
  query: NoParams,
  form: Decision,
  handler: async ({ form, read, write, context: { uploads }, session: { user: actor, tenantId }, params }) => {
    const id = params.id ?? "";
    const upload = isUuid(id) ? await read((tx) => findUpload(tx, id), "analyst") : null;
    if (upload === null) throw notFound(`There is no upload ${JSON.stringify(id)}.`);
    if (form.kind === "discard") {
      if (!(await write((tx) => discardUpload(tx, { id, actor })))) throw new HttpError("conflict", TOO_LATE);
      uploads.discard(id);
      return redirect("/sources");
    }
    if (!uploads.holds(id))
      throw new HttpError("conflict", "This server does not hold the bundle any more. Send it again.");
    const allowMassRemoval = form.allowMassRemoval === "yes";
    if (!(await write((tx) => beginApply(tx, { id, actor, allowMassRemoval }))))
      throw new HttpError("conflict", TOO_LATE);
    uploads.apply({ id, name: upload.name, tenantId, actor, allowMassRemoval });
    return redirect(hrefs.upload(id));
  },
});

const TOO_LATE = "The upload is not in that state any more. Load the page again.";

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data === undefined ? "Upload" : `Upload of ${data.upload.name}`, error);

export default function UploadPage() {
  const { upload, isHeld, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title={upload.name}
      now={now}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          <UploadStateTag upload={upload} />
          <span>
            {upload.form === "archive" ? "An archive" : plural(upload.files, "file", "files")},{" "}
            {sizeWords(upload.bytes)}, sent by {upload.uploadedBy} <Time iso={upload.uploadedAt} />
          </span>
        </span>
      }
      actions={
        <Link to="/sources" className="button">
          All sources
        </Link>
      }
    >
      <UploadAnswer upload={upload} isHeld={isHeld} />
    </Page>
  );
}
