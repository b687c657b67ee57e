import { useEffect, useRef, useState } from "react";
import type { QueueItem } from "../model/views.ts";

type Current = { item: number; choice: number } | null;

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["j, k", "next account, account before"],
  ["1 to 9, h, l", "choose a candidate"],
  ["a", "accept the chosen candidate"],
  ["r", "reject the chosen candidate"],
  ["u", "undo what was just decided"],
  ["?", "show or hide these keys"],
];

const STORED = "alxderia-queue-keys";

/** @returns the list item or candidate that the keys mean, which the list marks for them */
function marked(item: number, choice?: number): HTMLElement | null {
  const at = document.querySelectorAll<HTMLElement>("[data-queue-item]")[item];
  if (at === undefined || choice === undefined) return at ?? null;
  return at.querySelectorAll<HTMLElement>("[data-candidate]")[choice] ?? null;
}

/** Whoever types into a field, or holds a modifier, means something else. */
function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  return (
    target instanceof HTMLElement && target.closest("input, select, textarea, [role=dialog], [role=menu]") !== null
  );
}

/** The keys of the queue. They can be turned off, as WCAG 2.2 asks of keys of one character (2.1.4). */
export function QueueKeys(props: { items: QueueItem[]; current: Current; onMove: (to: Current) => void }) {
  const { items, current, onMove } = props;
  const [isOn, setOn] = useState(true);
  const help = useRef<HTMLDetailsElement>(null);

  useEffect(() => setOn(localStorage.getItem(STORED) !== "off"), []);

  useEffect(() => {
    if (!isOn) return;
    const move = (item: number, choice: number) => {
      const at = Math.max(0, Math.min(items.length - 1, item));
      const most = (items[at]?.candidates.length ?? 0) - 1;
      onMove({ item: at, choice: Math.max(0, Math.min(most, choice)) });
      const place = marked(at);
      place?.focus({ preventScroll: true });
      place?.scrollIntoView({ block: "nearest" });
    };
    const press = (act: "accept" | "reject") => {
      if (current === null) return;
      marked(current.item, current.choice)?.querySelector<HTMLElement>(`[data-act=${act}]`)?.click();
    };
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const { key } = event;
      const { item, choice } = current ?? { item: -1, choice: 0 };
      if (key === "j") move(item + 1, 0);
      else if (key === "k") move(item - 1, 0);
      else if (key === "l") move(item, choice + 1);
      else if (key === "h") move(item, choice - 1);
      else if (/^[1-9]$/.test(key)) move(Math.max(0, item), Number(key) - 1);
      else if (key === "a") press("accept");
      else if (key === "r") press("reject");
      else if (key === "u") document.querySelector<HTMLElement>("[data-act=undo]")?.click();
      else if (key === "?" && help.current) help.current.open = !help.current.open;
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn, items, current, onMove]);

  return (
    <details ref={help} className="text-data">
      <summary className="w-fit rounded text-xs text-accent">Keys {isOn ? "(?)" : "(off)"}</summary>
      <div className="panel mt-2 flex flex-col gap-2 p-3">
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
          {KEYS.map(([keys, meaning]) => (
            <div key={keys} className="contents">
              <dt>
                <kbd className="code">{keys}</kbd>
              </dt>
              <dd className="text-ink-soft">{meaning}</dd>
            </div>
          ))}
        </dl>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={isOn}
            onChange={(event) => {
              setOn(event.target.checked);
              localStorage.setItem(STORED, event.target.checked ? "on" : "off");
            }}
            className="size-4 accent-accent"
          />
          Keys of one character are on
        </label>
      </div>
    </details>
  );
}
