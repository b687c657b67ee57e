import type { ReactNode } from "react";

/** Names and values of one thing; values that are null are left out. */
export function Facts({ facts }: { facts: { name: string; value: ReactNode | null }[] }) {
  return (
    <dl className="panel grid gap-x-8 gap-y-2 px-3 py-2.5 text-data sm:grid-cols-2 xl:grid-cols-4">
      {facts
        .filter((fact) => fact.value !== null)
        .map((fact) => (
          <div key={fact.name} className="min-w-0">
            <dt className="text-xs text-ink-mute">{fact.name}</dt>
            <dd className="wrap-anywhere">{fact.value}</dd>
          </div>
        ))}
    </dl>
  );
}
