import { Form, Link, NavLink } from "@remix-run/react";
import Activity from "lucide-react/icons/activity";
import Boxes from "lucide-react/icons/boxes";
import DatabaseIcon from "lucide-react/icons/database";
import Gauge from "lucide-react/icons/gauge";
import GitMerge from "lucide-react/icons/git-merge";
import History from "lucide-react/icons/history";
import KeyRound from "lucide-react/icons/key-round";
import LogOut from "lucide-react/icons/log-out";
import MessageCircleQuestion from "lucide-react/icons/message-circle-question-mark";
import Route from "lucide-react/icons/route";
import ScrollText from "lucide-react/icons/scroll-text";
import ShieldAlert from "lucide-react/icons/shield-alert";
import User from "lucide-react/icons/user";
import Users from "lucide-react/icons/users";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import type { Role } from "../model/roles.ts";
import { Logo } from "./logo.tsx";
import { type IconName, listNavigation } from "./navigation.ts";
import { NavigationProgress } from "./navigation-progress.tsx";
import { QuickFind } from "./quick-find.tsx";
import { SkipLink } from "./skip-link.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

const ICONS: Record<IconName, typeof Gauge> = {
  overview: Gauge,
  findings: ShieldAlert,
  changes: History,
  ask: MessageCircleQuestion,
  access: KeyRound,
  people: User,
  groups: Users,
  resources: Boxes,
  explain: Route,
  queue: GitMerge,
  sources: DatabaseIcon,
  "service-levels": Activity,
  audit: ScrollText,
};

export type Viewer = { user: string; role: Role; tenant: string };

/** The frame of every page behind the sign-in: menu, quick find, the page, and who is signed in. */
export function Shell({ viewer, theme, children }: { viewer: Viewer; theme: Theme; children: ReactNode }) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)] lg:grid-rows-[minmax(0,1fr)_auto]">
      <SkipLink />
      <NavigationProgress />
      <header className="border-b border-line bg-surface lg:sticky lg:top-0 lg:col-start-1 lg:row-start-1 lg:border-r lg:border-b-0">
        <div className="flex items-center justify-between gap-3 px-3 pt-2.5 pb-1.5 lg:sticky lg:top-0 lg:flex-col lg:items-stretch lg:p-3">
          <Link to="/" className="flex items-center gap-2 rounded font-semibold tracking-tight">
            <Logo className="size-6" />
            Alxderia
          </Link>
          <QuickFind role={viewer.role} />
        </div>
        <nav aria-label="Main" className="px-2 pb-1.5 lg:sticky lg:top-24 lg:pb-3">
          <ul className="flex flex-wrap gap-0.5 lg:flex-col">
            {listNavigation(viewer.role).map(({ path, label, icon }) => {
              const Icon = ICONS[icon];
              return (
                <li key={path}>
                  <NavLink
                    to={path}
                    end={path === "/"}
                    prefetch="intent"
                    className="flex h-8 items-center gap-2 rounded-md px-2 text-data whitespace-nowrap text-ink-soft -outline-offset-2 hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
                  >
                    <Icon aria-hidden="true" className="size-4 shrink-0 max-sm:hidden" />
                    {label}
                  </NavLink>
                </li>
              );
            })}
          </ul>
        </nav>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="min-w-0 px-3 py-4 outline-none sm:px-6 sm:py-5 lg:col-start-2 lg:row-span-2 lg:row-start-1"
      >
        <div className="mx-auto max-w-[90rem]">{children}</div>
      </main>
      <footer className="flex flex-wrap items-center justify-between gap-3 border-t border-line bg-surface p-3 lg:sticky lg:bottom-0 lg:col-start-1 lg:row-start-2 lg:flex-col lg:items-stretch lg:border-r">
        <p className="min-w-0 text-xs leading-4 text-ink-mute">
          <span className="block font-medium text-ink wrap-anywhere">{viewer.user}</span>
          {viewer.role} · {viewer.tenant}
        </p>
        <div className="flex items-center justify-between gap-2">
          <ThemeSwitch theme={theme} />
          <Form method="post" action="/sign-out">
            <Button
              type="submit"
              className="flex h-8 items-center gap-1.5 rounded-md px-2 text-xs whitespace-nowrap text-ink-soft hover:bg-raised hover:text-ink"
            >
              <LogOut aria-hidden="true" className="size-4" />
              Sign out
            </Button>
          </Form>
        </div>
      </footer>
    </div>
  );
}
