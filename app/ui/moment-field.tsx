import { useId } from "react";

/**
 * A moment to filter by, in UTC. A native field: it works before any script has loaded.
 * @param value ISO 8601 in UTC, as the URL's parameter was read
 */
export function MomentField({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  const id = useId();
  return (
    <div className="col-span-2 min-w-0 sm:w-58">
      <label htmlFor={id} className="mb-1 block text-xs text-ink-soft">
        {label} (UTC)
      </label>
      <input
        id={id}
        type="datetime-local"
        step="1"
        name={name}
        defaultValue={value === undefined ? "" : secondOf(value)}
        className={`field ${value === undefined ? "" : "border-accent! bg-accent-soft!"}`}
      />
    </div>
  );
}

/** The field has whole seconds: the next one, so that what happened within the second is in it when it is sent again. */
function secondOf(iso: string): string {
  return new Date(Math.ceil(Date.parse(iso) / 1000) * 1000).toISOString().slice(0, 19);
}
