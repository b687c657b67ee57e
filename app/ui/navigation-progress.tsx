import { useNavigation } from "@remix-run/react";

/** A thin bar at the top while the next page loads, said once to assistive technology. */
export function NavigationProgress() {
  const { state } = useNavigation();
  return (
    <>
      {state === "idle" ? null : (
        <div aria-hidden="true" className="navigation-progress fixed inset-x-0 top-0 z-50 h-0.5 bg-accent" />
      )}
      <div role="status" className="sr-only">
        {state === "idle" ? "" : "Loading"}
      </div>
    </>
  );
}
