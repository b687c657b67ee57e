import type { RecordsRemoved } from "../model/records-removed.ts";
import { Time } from "./time.tsx";

/** Says that what is missing was there and went under retention: until when, and since which withdrawal. */
export function RecordsRemovedWords({ removed }: { removed: RecordsRemoved }) {
  const { before, withdrawal, withdrawnAt } = removed;
  return (
    <>
      Versions of records that were superseded before <Time iso={before} exact /> were removed under retention
      {withdrawal === null || withdrawnAt === null ? (
        " before this database was rebuilt"
      ) : (
        <>
          {" "}
          by withdrawal {withdrawal} of <Time iso={withdrawnAt} exact />
        </>
      )}
      .
    </>
  );
}
