import type { FileFault } from "../model/uploads.ts";
import { plural } from "./words.ts";

type FileError = FileFault["errors"][number];

function placeOf({ record, line, column }: FileError): string {
  const where = line === null ? [] : [`line ${line}, column ${column}`];
  return [...(record === null ? [] : [`record ${record}`]), ...where].join(", ");
}

/** What was not taken of one file, with its place and the reason. @param more how many reasons are not shown */
export function FileErrors({ errors, more }: { errors: FileError[]; more: number }) {
  return (
    <ul className="space-y-0.5 text-xs text-ink-soft">
      {errors.map((error) => (
        <li key={`${placeOf(error)} ${error.reason}`} className="wrap-anywhere">
          {placeOf(error) === "" ? null : <span className="text-ink-mute">{placeOf(error)}: </span>}
          {error.reason}
        </li>
      ))}
      {more > 0 ? <li className="text-ink-mute">and {plural(more, "more record", "more records")}</li> : null}
    </ul>
  );
}
