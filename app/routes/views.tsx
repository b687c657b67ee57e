import { redirect } from "@remix-run/node";
import { HttpError, notFound } from "../http/errors.ts";
import { pageAction } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { ViewForm } from "../model/saved-view.ts";
import { addSavedView, setSavedViewRemoved } from "../sync/keep-view.server.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";

/** What the forms of ui/saved-views.tsx post; leads back to the page, which now says what was done. */
export const action = pageAction({
  allow: PAGE_ROLES.read,
  role: "ingest",
  query: NoParams,
  form: ViewForm,
  handler: async ({ form, write, session: { user: actor } }) => {
    const back = new URLSearchParams(form.query);
    back.set("did", form.act);
    if (form.act === "save") {
      const saved = await write((tx) => addSavedView(tx, { ...form, actor }));
      if (saved === null) throw new HttpError("conflict", "You have 100 saved views. Remove one first.");
      back.set("view", saved.id);
    } else {
      const { id } = form;
      const isDone = await write((tx) => setSavedViewRemoved(tx, { id, removed: form.act === "remove", actor }));
      if (!isDone) throw notFound("That view is not there any more, or so already. Load the page again.");
      back.set("view", id);
    }
    return redirect(`${form.page}?${back}`);
  },
});

/** Nothing to look at here: whoever opens the address goes to the explorer. */
export function loader(): Response {
  return redirect("/access");
}
