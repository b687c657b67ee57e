import { Link, useNavigate } from "@remix-run/react";
import X from "lucide-react/icons/x";
import { type RefObject, useEffect, useRef } from "react";
import type { ExplainedPath } from "../model/views.ts";
import { CertaintyMarks, PrivilegeBadge, ProviderTag, StatusBadge } from "./badges.tsx";
import { PathEdges } from "./explained-path.tsx";
import { hrefs } from "./hrefs.ts";
import { ACCESS_PATH_WORDS, RESOURCE_TYPE_WORDS } from "./words.ts";

/** Where the link of a row stands that opens its panel, so that the focus finds back there. */
export function rowLinkId(key: string): string {
  return `row-${key}`;
}

export type PanelLinks = { close: string; previous: string | null; next: string | null };

/**
 * The path of the row that was chosen, beside the list on a wide screen and over its lower part on a small one. What is
 * open stands in the address; Escape closes it.
 * @param row null when the row does not stand any more
 */
export function PathPanel(props: {
  rowKey: string;
  row: { resourceNodeId: string; path: ExplainedPath } | null;
  links: PanelLinks;
}) {
  const { rowKey, row, links } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useClosing(rowKey, links.close, heading);
  return (
    <aside
      aria-labelledby="path-panel"
      className="panel fixed inset-x-2 bottom-2 z-20 max-h-[70dvh] overflow-y-auto shadow-lg sm:left-auto sm:w-[26rem] xl:sticky xl:inset-auto xl:top-4 xl:max-h-[calc(100dvh-2rem)] xl:w-auto xl:shadow-none"
    >
      <div className="sticky top-0 z-10 flex items-start justify-between gap-3 border-b border-line bg-surface px-3 py-2">
        <h2 id="path-panel" ref={heading} tabIndex={-1} className="min-w-0 text-sm font-semibold wrap-anywhere">
          {row === null ? "This row does not stand any more" : titleOf(row.path)}
        </h2>
        <div className="flex shrink-0 gap-1">
          <Step to={links.previous} label="Previous row" sign="↑" />
          <Step to={links.next} label="Next row" sign="↓" />
          <Link to={links.close} preventScrollReset replace className="button px-1.5!" aria-label="Close the panel">
            <X aria-hidden="true" className="size-4" />
          </Link>
        </div>
      </div>
      {row === null ? (
        <p className="p-3 text-data text-ink-soft">The access has changed since the list was read. Close this panel.</p>
      ) : (
        <PathOfRow path={row.path} resourceNodeId={row.resourceNodeId} />
      )}
    </aside>
  );
}

function titleOf({ access }: ExplainedPath): string {
  return `${access.person?.name ?? access.subject.label} reaches ${access.resource.name ?? access.resource.id}`;
}

function PathOfRow({ path, resourceNodeId }: { path: ExplainedPath; resourceNodeId: string }) {
  const { access, edges } = path;
  const { person, subject, resource, condition } = access;
  return (
    <div className="flex flex-col gap-3 p-3">
      <p className="flex flex-wrap items-center gap-1.5">
        <PrivilegeBadge privilege={access.privilege} />
        <span className="text-data font-medium wrap-anywhere">{access.role}</span>
        <span className="text-xs text-ink-soft">{ACCESS_PATH_WORDS[access.accessPath].label}</span>
        <ProviderTag provider={subject.provider} />
        <StatusBadge status={subject.status} />
        <CertaintyMarks access={access} />
      </p>
      {condition === null ? null : (
        <p className="text-xs text-ink-soft">
          Only if <code className="code">{condition.expression ?? condition.title ?? "a condition holds"}</code>
        </p>
      )}
      <PathEdges edges={edges} />
      <ul aria-label="Go on" className="flex flex-wrap gap-2 border-t border-line pt-3">
        {person === null ? null : (
          <>
            <li>
              <Link to={hrefs.explain(person.id, resourceNodeId)} className="button">
                All paths, and what to remove
              </Link>
            </li>
            <li>
              <Link to={hrefs.person(person.id)} className="button">
                Person
              </Link>
            </li>
          </>
        )}
        <li>
          <Link to={hrefs.resource(resourceNodeId)} className="button">
            {RESOURCE_TYPE_WORDS[resource.type].one}
          </Link>
        </li>
      </ul>
    </div>
  );
}

function Step({ to, label, sign }: { to: string | null; label: string; sign: string }) {
  if (to === null) return null;
  return (
    <Link to={to} preventScrollReset replace className="button px-2!" aria-label={label}>
      <span aria-hidden="true">{sign}</span>
    </Link>
  );
}

/** Moves the focus in when a row is opened from the list, and back to the row when Escape closes the panel. */
function useClosing(rowKey: string, close: string, heading: RefObject<HTMLHeadingElement>): void {
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row means that the focus moves again
  useEffect(() => {
    if (document.activeElement !== document.body) heading.current?.focus({ preventScroll: true });
  }, [rowKey, heading]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      navigate(close, { preventScrollReset: true, replace: true });
      document.getElementById(rowLinkId(rowKey))?.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [navigate, close, rowKey]);
}
