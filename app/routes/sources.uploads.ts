import { json, redirect } from "@remix-run/node";
import { pageAction } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import type { UploadRefusal } from "../model/uploads.ts";
import { recordUpload } from "../sync/bundle-uploads.server.ts";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";

/**
 * Takes a bundle that a browser sends, and compares it beside the requests. A form without scripts is sent on to the
 * upload's page or back with the reason; a script that asks for JSON gets `{location}` or `{refused}`.
 */
export const action = pageAction({
  allow: PAGE_ROLES.decide,
  query: NoParams,
  role: "ingest",
  handler: async ({ request, context: { uploads }, session: { user: actor, tenantId }, write }) => {
    const isScript = request.headers.get("accept")?.includes("application/json") ?? false;
    const refuse = (refused: UploadRefusal) =>
      isScript
        ? json({ refused }, { status: refused === "too-large" ? 413 : 400 })
        : redirect(withQuery("/sources", { refused }));
    const received = await uploads.receive(request);
    if (typeof received === "string") return refuse(received);
    const { id, name } = received;
    try {
      await write((tx) => recordUpload(tx, { ...received, actor, instance: uploads.instance }));
    } catch (error) {
      uploads.discard(id);
      throw error;
    }
    uploads.compare({ id, name, tenantId, actor });
    const location = hrefs.upload(id);
    return isScript ? json({ location }) : redirect(location);
  },
});

/** Nothing to look at here. */
export function loader(): Response {
  return redirect("/sources");
}
