import { withQuery } from "./hrefs.ts";

/** @param issuer host name of the issuer @param next path to come back to */
export function IssuerSignIn({ issuer, next }: { issuer: string; next: string }) {
  return (
    <div className="panel flex flex-col gap-3 p-4">
      {/* No Link: the way leads out of the application. */}
      <a href={withQuery("/sign-in/start", { next })} className="button min-h-9 justify-center" data-tone="primary">
        Sign in
      </a>
      <p className="text-center text-xs text-ink-soft wrap-anywhere">with your account at {issuer}</p>
    </div>
  );
}
