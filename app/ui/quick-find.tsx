import Search from "lucide-react/icons/search";
import { type ComponentType, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { Role } from "../model/roles.ts";
import type { FindPaletteProps } from "./find-palette.tsx";
import { useHydrated } from "./use-hydrated.ts";

/** Some 40 kB that no page needs before a key is pressed: they come once the page has come to rest. */
const loadPalette = () => import("./find-palette.tsx");

/** Long enough after the page for whoever's browser never rests. */
const REST_WITHIN_MS = 2_000;

/** @returns what draws the palette, as soon as it is there; asked for at rest, and at once when it is wanted. */
function usePalette(isWanted: boolean): ComponentType<FindPaletteProps> | null {
  const [palette, setPalette] = useState<{ View: ComponentType<FindPaletteProps> } | null>(null);
  const isThere = palette !== null;

  useEffect(() => {
    if (isThere) return;
    const show = ({ FindPalette }: Awaited<ReturnType<typeof loadPalette>>) => setPalette({ View: FindPalette });
    if (isWanted) {
      // As the router does with a page whose script is gone since a deployment: the page anew has the new ones.
      loadPalette().then(show, () => window.location.reload());
      return;
    }
    if (!("requestIdleCallback" in window)) return;
    const rest = requestIdleCallback(() => loadPalette().then(show, () => {}), { timeout: REST_WITHIN_MS });
    return () => cancelIdleCallback(rest);
  }, [isWanted, isThere]);

  return palette?.View ?? null;
}

/** Opens the command palette, by its button, by Ctrl+K or ⌘K. The menu and the lists do the same without scripts. */
export function QuickFind({ role }: { role: Role }) {
  const hydrated = useHydrated();
  const [isOpen, setOpen] = useState(false);
  const Palette = usePalette(isOpen);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <div className="h-8 w-36 lg:w-auto">
      {hydrated ? (
        <Button
          onPress={() => setOpen(true)}
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line px-2 text-data text-ink-mute hover:bg-raised"
        >
          <Search aria-hidden="true" className="size-4 shrink-0" />
          <span className="grow text-left">Find</span>
          <span aria-hidden="true" className="text-2xs max-lg:hidden">
            Ctrl K
          </span>
        </Button>
      ) : null}
      {Palette === null ? null : <Palette role={role} isOpen={isOpen} onOpen={setOpen} />}
    </div>
  );
}
