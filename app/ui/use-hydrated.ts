import { useSyncExternalStore } from "react";

const never = () => () => {};

/** @returns false on the server and while hydrating, true afterwards: for controls that are useless without scripts. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
