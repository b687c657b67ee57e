import { Form, Link, useSubmit } from "@remix-run/react";
import Search from "lucide-react/icons/search";
import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "react-aria-components";
import { withQuery } from "./hrefs.ts";

/**
 * Filters as a GET form: they live in the URL and work before any script has loaded. With scripts, a changed choice
 * applies at once and parameters without a value stay out of the URL.
 * @param active whether any filter is in force, so that "Clear" is of use
 * @param sort the order of the list, which it keeps
 * @param stamp changes whenever the filters in the URL do; the fields then show those
 */
export function FilterForm(props: {
  path: string;
  label: string;
  active: boolean;
  sort?: string | undefined;
  stamp: string;
  children: ReactNode;
}) {
  const submit = useSubmit();

  function apply(form: HTMLFormElement) {
    const filled = new FormData(form);
    for (const [name, value] of [...filled]) if (value === "") filled.delete(name);
    submit(filled, { method: "get", action: props.path, preventScrollReset: true });
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    apply(event.currentTarget);
  }

  function onChange(event: FormEvent<HTMLFormElement>) {
    if (event.target instanceof HTMLSelectElement) apply(event.currentTarget);
  }

  return (
    <Form
      key={props.stamp}
      method="get"
      action={props.path}
      role="search"
      aria-label={props.label}
      onSubmit={onSubmit}
      onChange={onChange}
      className="panel grid grid-cols-2 items-end gap-x-2 gap-y-2.5 p-3 sm:flex sm:flex-wrap"
    >
      {props.sort === undefined ? null : <input type="hidden" name="sort" value={props.sort} />}
      {props.children}
      <div className="col-span-2 flex gap-2">
        <Button type="submit" className="button max-sm:flex-1" data-tone="primary">
          Apply
        </Button>
        {props.active ? (
          <Link to={withQuery(props.path, { sort: props.sort })} className="button max-sm:flex-1">
            Clear
          </Link>
        ) : null}
      </div>
    </Form>
  );
}

/** The text filter of a list. A native field: the library's would load 6 kB for what a label and an input do. */
export function SearchFilter({ value, label, placeholder }: { value?: string; label: string; placeholder: string }) {
  const id = useId();
  return (
    <div className="col-span-2 min-w-0 sm:w-48 sm:max-w-md sm:grow">
      <label htmlFor={id} className="mb-1 block text-xs text-ink-soft">
        {label}
      </label>
      <div className="relative">
        <Search aria-hidden="true" className="pointer-events-none absolute top-2 left-2 size-4 text-ink-mute" />
        <input
          id={id}
          type="search"
          name="search"
          defaultValue={value ?? ""}
          className="field pl-8 [&::-webkit-search-cancel-button]:hidden"
          placeholder={placeholder}
          maxLength={500}
        />
      </div>
    </div>
  );
}

/**
 * A choice among few values. A native list: it opens before scripts have loaded, and as phones show it best.
 * @param any the choice that filters nothing
 */
export function SelectFilter(props: {
  name: string;
  label: string;
  any: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  /** For long choices where there is room. */
  wide?: boolean;
}) {
  const id = useId();
  return (
    <div className={`min-w-0 ${props.wide ? "sm:w-48" : "sm:w-36"}`}>
      <label htmlFor={id} className="mb-1 block text-xs text-ink-soft">
        {props.label}
      </label>
      <select
        id={id}
        name={props.name}
        defaultValue={props.value ?? ""}
        className={`field ${props.value === undefined ? "" : "border-accent! bg-accent-soft!"}`}
      >
        <option value="">{props.any}</option>
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
