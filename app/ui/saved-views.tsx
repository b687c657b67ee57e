import { Form, Link } from "@remix-run/react";
import Bookmark from "lucide-react/icons/bookmark";
import X from "lucide-react/icons/x";
import { type ReactNode, useId } from "react";
import { Button } from "react-aria-components";
import type { SavedView, ViewAct, ViewPage } from "../model/saved-view.ts";

const DONE: Record<ViewAct, string> = {
  save: "Saved among your views.",
  remove: "Removed from your views.",
  restore: "The view is back.",
};

/**
 * One's own views of a page as links, each with what removes it, and a form that saves what is on show.
 * @param query what is on show, without the question mark
 */
export function SavedViews(props: {
  page: ViewPage;
  query: string;
  views: SavedView[];
  notice: { did: ViewAct | undefined; view: string | undefined };
}) {
  const { page, query, views, notice } = props;
  const nameId = useId();
  return (
    <section aria-label="Your views" className="flex flex-col gap-2">
      <Notice {...props} notice={notice} />
      <div className="flex flex-wrap items-start gap-2">
        {views.map((view) => (
          <span
            key={view.id}
            className={`flex min-h-8 items-center rounded-md border border-line text-data ${view.query === query ? "bg-accent-soft" : "bg-surface"}`}
          >
            <Link
              to={view.query === "" ? page : `${page}?${view.query}`}
              aria-current={view.query === query ? "true" : undefined}
              className="px-2.5 py-1 wrap-anywhere hover:underline aria-[current]:font-medium aria-[current]:text-accent"
            >
              {view.name}
            </Link>
            <ViewActForm page={page} query={query} id={view.id} act="remove">
              <Button
                type="submit"
                aria-label={`Remove the view ${view.name}`}
                className="flex size-7 items-center justify-center rounded text-ink-mute hover:text-ink"
              >
                <X aria-hidden="true" className="size-3.5" />
              </Button>
            </ViewActForm>
          </span>
        ))}
        <details className="group max-w-full" key={`${query} ${views.length}`}>
          <summary className="button w-fit list-none [&::-webkit-details-marker]:hidden">
            <Bookmark aria-hidden="true" className="size-4" />
            Save this view
          </summary>
          <Form
            method="post"
            action="/views"
            preventScrollReset
            className="panel mt-2 flex flex-wrap items-end gap-2 p-3"
          >
            <input type="hidden" name="act" value="save" />
            <input type="hidden" name="page" value={page} />
            <input type="hidden" name="query" value={query} />
            <div>
              <label htmlFor={nameId} className="mb-1 block text-xs text-ink-soft">
                Name of the view
              </label>
              <input id={nameId} name="name" required maxLength={200} autoComplete="off" className="field" />
            </div>
            <Button type="submit" className="button" data-tone="primary">
              Save
            </Button>
          </Form>
        </details>
      </div>
    </section>
  );
}

function ViewActForm(props: {
  page: ViewPage;
  query: string;
  id: string;
  act: "remove" | "restore";
  children: ReactNode;
}) {
  return (
    <Form method="post" action="/views" preventScrollReset className="contents">
      <input type="hidden" name="act" value={props.act} />
      <input type="hidden" name="page" value={props.page} />
      <input type="hidden" name="query" value={props.query} />
      <input type="hidden" name="id" value={props.id} />
      {props.children}
    </Form>
  );
}

/** Says what was just done, with the way back. */
function Notice(props: {
  page: ViewPage;
  query: string;
  notice: { did: ViewAct | undefined; view: string | undefined };
}) {
  const { did, view } = props.notice;
  if (did === undefined || view === undefined) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-good-soft px-3 py-2 text-good"
    >
      <p className="text-data">{DONE[did]}</p>
      {did === "remove" ? (
        <ViewActForm page={props.page} query={props.query} id={view} act="restore">
          <Button type="submit" className="button" aria-label="Bring the view back">
            Undo
          </Button>
        </ViewActForm>
      ) : (
        <Link to={props.query === "" ? props.page : `${props.page}?${props.query}`} className="button" replace>
          Close
        </Link>
      )}
    </div>
  );
}
