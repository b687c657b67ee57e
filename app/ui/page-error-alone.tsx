import { PageError } from "./page-error.tsx";

/** The error boundary of what has no frame around it: the sign-in and the document itself. */
export function PageErrorAlone() {
  return (
    <main id="main" className="px-4">
      <PageError />
    </main>
  );
}
