import type { ExplainedPath, PathEdge } from "../model/views.ts";
import { CertaintyMarks, PrivilegeBadge, ProviderTag, StatusBadge } from "./badges.tsx";
import { RawRecord } from "./raw-record.tsx";
import { Time } from "./time.tsx";
import { ACCESS_PATH_WORDS, RELATION_WORDS } from "./words.ts";

function Edge({ edge }: { edge: PathEdge }) {
  return (
    <li className="relative flex min-w-0 flex-col gap-0.5 border-l-2 border-line pb-3 pl-4 last:pb-0">
      <span aria-hidden="true" className="absolute top-1.5 -left-[5px] size-2 rounded-full bg-accent" />
      <p className="text-data wrap-anywhere">
        <span className="font-medium">{edge.from}</span>{" "}
        <span className="text-ink-mute">{RELATION_WORDS[edge.relation]}</span>{" "}
        <span className="font-medium">{edge.to}</span>
      </p>
      {edge.source === null ? (
        <p className="text-xs text-ink-mute">Follows from the edges around it; no record of its own</p>
      ) : (
        <>
          <p className="text-xs text-ink-mute wrap-anywhere">
            {edge.source.table} in {edge.source.scope}
            {edge.syncedAt === null ? null : (
              <>
                , read <Time iso={edge.syncedAt} />
              </>
            )}
          </p>
          <RawRecord summary="Source record" record={edge.source.record} />
        </>
      )}
    </li>
  );
}

/** The steps of a path, each with the record that says so. */
export function PathEdges({ edges }: { edges: readonly PathEdge[] }) {
  return (
    <ol aria-label="Steps of the path" className="flex min-w-0 flex-col pl-1">
      {edges.map((edge, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: edges are an ordered path that never changes in place
        <Edge key={index} edge={edge} />
      ))}
    </ol>
  );
}

/** One path from the person to the resource, edge by edge, each with the record that says so. */
export function ExplainedPathView({ path, number }: { path: ExplainedPath; number: number }) {
  const { access, edges } = path;
  const { condition } = access;
  return (
    <li className="panel min-w-0">
      <section aria-labelledby={`path-${number}`}>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
          <h3 id={`path-${number}`} className="min-w-0 text-data font-semibold wrap-anywhere">
            {number}. {access.role}
          </h3>
          <PrivilegeBadge privilege={access.privilege} />
          <span className="text-xs text-ink-soft">{ACCESS_PATH_WORDS[access.accessPath].label}</span>
          <ProviderTag provider={access.subject.provider} />
          <StatusBadge status={access.subject.status} />
          <CertaintyMarks access={access} />
        </div>
        {condition === null ? null : (
          <p className="border-b border-line px-3 py-2 text-xs text-ink-soft">
            Only if <code className="code">{condition.expression ?? condition.title ?? "a condition holds"}</code>
          </p>
        )}
        <div className="px-4 py-3">
          <PathEdges edges={edges} />
        </div>
      </section>
    </li>
  );
}
