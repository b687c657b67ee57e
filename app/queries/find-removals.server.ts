import { explainLosses, type Loss } from "../access/explain-losses.ts";
import { explainRemovals, type Removable } from "../access/explain-removals.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import type { AccessLoss, Removal, Removals } from "../model/views.ts";
import { findRemovalGraph } from "./removal-graph.server.ts";
import { findHeldRows } from "./removal-rows.server.ts";

/** Ways that are looked at with all that they cost; nobody chooses between more. */
const MOST_OPTIONS = 6;
/** Losses that are told one by one. */
const MOST_LOSSES = 12;

/**
 * What must be removed so that a person loses a resource: each option is a smallest set of memberships, grants and
 * settings, with who else loses what. The option that hits the fewest others comes first. Nothing is changed.
 * @returns no option when the person does not reach the resource, or by nothing that can be removed
 */
export async function findRemovals(
  tx: TenantTransaction,
  request: { personId: string; resourceId: string },
): Promise<Removals> {
  const { accounts, graph, removables } = await findRemovalGraph(tx, request.personId, request.resourceId);
  const { sets, isComplete } = explainRemovals(graph, removables);
  const chosen = sets
    .map((keys) => keys.flatMap((key) => removables.get(key) ?? []))
    .toSorted((left, right) => sharedIn(left) - sharedIn(right) || left.length - right.length)
    .slice(0, MOST_OPTIONS);
  const wanted = new Map(chosen.flat().map((removable) => [removable.key, removable]));
  const held = await findHeldRows(tx, request.resourceId, accounts, [...wanted.values()]);
  const complete = new Map(held.removables.map((removable) => [removable.key, removable]));
  const options = chosen.map((items): Removal => {
    const losses = explainLosses(
      held.rows,
      items.flatMap(({ key }) => complete.get(key) ?? []),
    );
    const own = losses.filter(
      ({ holder, resource }) => holder.id === request.personId && resource.id !== request.resourceId,
    );
    const others = losses.filter(({ holder }) => holder.id !== request.personId);
    return {
      items: items.map(({ kind, holder, object, role }) => ({ kind, holder, object, role })),
      others: {
        count: new Set(others.map(({ holder }) => holder.id)).size,
        losses: firstOf(others, request.resourceId),
      },
      own: { count: own.length, losses: firstOf(own, request.resourceId) },
      isPartial: held.isCut && sharedIn(items) > 0,
    };
  });
  return {
    options: options.toSorted(
      (left, right) =>
        Number(left.isPartial) - Number(right.isPartial) ||
        left.others.count - right.others.count ||
        left.items.length - right.items.length ||
        left.own.count - right.own.count,
    ),
    isComplete: isComplete && sets.length <= MOST_OPTIONS,
  };
}

/** How many of them others may rest on, too. */
function sharedIn(items: readonly Removable[]): number {
  return items.filter(({ kind }) => kind !== "membership" && kind !== "organisation").length;
}

/** Those of the resource in question first, then by name. */
function firstOf(losses: readonly Loss[], resourceId: string): AccessLoss[] {
  return losses
    .toSorted(
      (left, right) =>
        Number(right.resource.id === resourceId) - Number(left.resource.id === resourceId) ||
        (left.holder.label < right.holder.label ? -1 : left.holder.label > right.holder.label ? 1 : 0) ||
        (left.resource.label < right.resource.label ? -1 : 1),
    )
    .slice(0, MOST_LOSSES)
    .map(({ resource: { id, type, label }, ...loss }) => ({ ...loss, resource: { id, type, label } }));
}
