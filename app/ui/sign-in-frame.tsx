import type { ReactNode } from "react";
import { Logo } from "./logo.tsx";
import { NavigationProgress } from "./navigation-progress.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

/** What stands around every sign-in. @param note small print below it */
export function SignInFrame({ theme, note, children }: { theme: Theme; note: string; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <NavigationProgress />
      <main id="main" className="mx-auto flex w-full max-w-md grow flex-col justify-center gap-5 px-4 py-8">
        <div className="flex items-center gap-3">
          <Logo className="size-9" />
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Sign in to Alxderia</h1>
            <p className="text-data text-ink-soft">Who can reach what, by which path, since when.</p>
          </div>
        </div>
        {children}
        <div className="flex items-start justify-between gap-4">
          <p className="text-xs text-ink-mute">{note}</p>
          <ThemeSwitch theme={theme} />
        </div>
      </main>
    </div>
  );
}
