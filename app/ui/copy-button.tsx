import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useState } from "react";
import { Button } from "react-aria-components";
import { useHydrated } from "./use-hydrated.ts";

/** Copies the text; not there without scripts, where it could do nothing. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const hydrated = useHydrated();
  const [copied, setCopied] = useState(false);
  if (!hydrated) return null;
  const Icon = copied ? Check : Copy;
  return (
    <Button
      className="button"
      onPress={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        );
      }}
    >
      <Icon aria-hidden="true" className="size-4" />
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}
