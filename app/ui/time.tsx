import { createContext, useContext } from "react";
import { exactTime, relativeTime } from "./relative-time.ts";

/** The time of the server's answer. Every relative time on a page counts from it. */
export const Now = createContext<string | null>(null);

/** A time as "3 hours ago", with the exact ISO time and zone for a pointer and for machines. */
export function Time({ iso, exact = false }: { iso: string; exact?: boolean }) {
  const now = useContext(Now);
  return (
    <time dateTime={iso} title={iso} className="whitespace-nowrap">
      {exact || now === null ? exactTime(iso) : relativeTime(iso, now)}
    </time>
  );
}
