import { Link } from "@remix-run/react";

/** A few ways to see the same list, as links of which one is in force. @param label names the choice */
export function ChoiceLinks({
  label,
  choices,
}: {
  label: string;
  choices: { label: string; to: string; is: boolean }[];
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {choices.map((choice) => (
        <Link
          key={choice.label}
          to={choice.to}
          preventScrollReset
          aria-current={choice.is ? "true" : undefined}
          className="flex min-h-7 items-center rounded-md px-2.5 text-data text-ink-soft hover:bg-raised aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent"
        >
          {choice.label}
        </Link>
      ))}
    </nav>
  );
}
