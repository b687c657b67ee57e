import type { AccessLoss, Removal, RemovalItem, Removals } from "../model/views.ts";
import { PrivilegeBadge, Tag } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { EmptyState } from "./empty-state.tsx";
import { Person, ResourceLink } from "./loss-links.tsx";
import { countWords, plural } from "./words.ts";

/** Each way to end the access, with what it costs. Nothing here can be pressed: the product changes no system. */
export function RemovalOptions({ removals, person }: { removals: Removals; person: string }) {
  if (removals.options.length === 0) {
    return (
      <EmptyState title="Nothing that was read can be removed">
        <p>Every path rests on something that no membership, grant or setting takes away.</p>
      </EmptyState>
    );
  }
  return (
    <ol className="grid gap-3 xl:grid-cols-2" aria-label="Ways to end the access">
      {removals.options.map((option, index) => (
        <Option key={keyOf(option)} option={option} number={index + 1} person={person} />
      ))}
    </ol>
  );
}

const keyOf = ({ items }: Removal) => JSON.stringify(items);

function Option({ option, number, person }: { option: Removal; number: number; person: string }) {
  const { items, others, own, isPartial } = option;
  return (
    <li className="panel flex min-w-0 flex-col gap-2 px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-data font-semibold">
          {number}.{" "}
          {items.length === 1 ? "One thing to remove" : `${countWords(items.length)} things, all to be removed`}
        </h3>
        {others.count === 0 && !isPartial ? (
          <Tag tone="good">Nobody else loses anything</Tag>
        ) : (
          <Tag tone="write">
            {`${isPartial ? "At least " : ""}${plural(others.count, "other loses access", "others lose access")}`}
          </Tag>
        )}
      </div>
      <ul className="flex flex-col gap-1 text-data">
        {items.map((item) => (
          <li key={JSON.stringify(item)} className="min-w-0 wrap-anywhere">
            <Item item={item} />
          </li>
        ))}
      </ul>
      {others.count === 0 ? null : (
        <details className="text-data">
          <summary className="w-fit text-ink-soft">Who else loses what</summary>
          <Losses losses={others.losses} />
          {isPartial ? (
            <p className="mt-1 text-xs text-ink-mute">More people are concerned than were looked at.</p>
          ) : null}
        </details>
      )}
      {own.count === 0 ? null : (
        <details className="text-data">
          <summary className="w-fit text-ink-soft">
            {person} also loses {plural(own.count, "other resource", "other resources")}, or a level there
          </summary>
          <Losses losses={own.losses} />
        </details>
      )}
    </li>
  );
}

function Item({ item: { kind, holder, object, role } }: { item: RemovalItem }) {
  const strong = <Strong text={holder} />;
  const other = <Strong text={object} />;
  switch (kind) {
    case "membership":
      return (
        <>
          The membership of {strong} in {other}
        </>
      );
    case "nesting":
      return (
        <>
          The membership of the group {strong} in {other}
        </>
      );
    case "everyone":
      return <>The membership of everybody of the customer in {other}</>;
    case "organisation":
      return (
        <>
          The membership of {strong} in the organization {other}, as {role}
        </>
      );
    case "grant":
      return (
        <>
          The grant of <span className="code">{role}</span> to {strong} on {other}
        </>
      );
    case "policy":
      return (
        <>
          The policy <span className="code">{role}</span> of {strong}
        </>
      );
    case "base":
      return (
        <>
          The base permission <span className="code">{role}</span> of the organization {strong}
        </>
      );
    case "visibility":
      return <>The visibility “internal” of {other}</>;
  }
}

function Strong({ text }: { text: string }) {
  return (
    <b>
      <Breakable text={text} />
    </b>
  );
}

function Losses({ losses }: { losses: AccessLoss[] }) {
  return (
    <ul className="mt-1 flex flex-col gap-1">
      {losses.map((loss) => (
        <li
          key={`${loss.holder.id} ${loss.resource.id}`}
          className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5"
        >
          <Person holder={loss.holder} />
          <span className="text-ink-mute">on</span>
          <ResourceLink resource={loss.resource} />
          <PrivilegeBadge privilege={loss.before} />
          <span className="text-ink-mute">to</span>
          {loss.after === null ? <Tag tone="bad">Nothing</Tag> : <PrivilegeBadge privilege={loss.after} />}
        </li>
      ))}
    </ul>
  );
}
