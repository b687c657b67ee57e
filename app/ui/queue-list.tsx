import { useState } from "react";
import type { QueueItem } from "../model/views.ts";
import { QueueItemView } from "./queue-item.tsx";
import { QueueKeys } from "./queue-keys.tsx";

/** The accounts that wait, walked by the keyboard: one is current, and one of its candidates is chosen. */
export function QueueList({ items }: { items: QueueItem[] }) {
  const [current, setCurrent] = useState<{ item: number; choice: number } | null>(null);
  return (
    <>
      <QueueKeys items={items} current={current} onMove={setCurrent} />
      <ul className="flex flex-col gap-3" aria-label="Accounts waiting for a decision">
        {items.map((item, index) => (
          <QueueItemView
            key={`${item.accountId} ${item.reason}`}
            item={item}
            choice={current?.item === index ? current.choice : null}
            onChoose={(choice) => setCurrent({ item: index, choice })}
          />
        ))}
      </ul>
    </>
  );
}
