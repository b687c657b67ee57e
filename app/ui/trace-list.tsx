import { traceLink } from "../model/trace-links.ts";

type Props = {
  traces: string[];
  /** The time that they are of, ISO 8601. */
  from: string;
  to: string;
  /** Template of links, where one is configured. */
  template: string | null;
};

/** Traces of bad events as links where the product knows where to, else as ids that one click selects. */
export function TraceList({ traces, from, to, template }: Props) {
  const ofTime = template === null ? null : traceLink(template, { from, to, traceId: null });
  if (traces.length === 0 && ofTime === null) return <span className="text-ink-mute">none kept</span>;
  return (
    <ul className="flex flex-col gap-0.5 font-mono text-xs">
      {traces.map((traceId) => {
        const link = template === null ? null : traceLink(template, { from, to, traceId });
        return (
          <li key={traceId}>
            {link === null ? (
              <span className="wrap-anywhere select-all">{traceId}</span>
            ) : (
              <a href={link} rel="noreferrer" className="link wrap-anywhere">
                {traceId}
              </a>
            )}
          </li>
        );
      })}
      {traces.length === 0 && ofTime !== null ? (
        <li>
          <a href={ofTime} rel="noreferrer" className="link font-sans">
            Traces of that time
          </a>
        </li>
      ) : null}
    </ul>
  );
}
