import { Form, useLocation } from "@remix-run/react";
import Monitor from "lucide-react/icons/monitor";
import Moon from "lucide-react/icons/moon";
import Sun from "lucide-react/icons/sun";
import { Button } from "react-aria-components";
import { THEMES, type Theme } from "./theme.ts";
import { Tip } from "./tip.tsx";

const CHOICES: Record<Theme, { label: string; Icon: typeof Sun }> = {
  light: { label: "Light theme", Icon: Sun },
  dark: { label: "Dark theme", Icon: Moon },
  system: { label: "Theme of the system", Icon: Monitor },
};

/** Light, dark or as the system says. A plain form, so the choice also holds without scripts. */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  const location = useLocation();
  return (
    <Form method="post" action="/theme" preventScrollReset className="inline-flex rounded-md border border-line p-0.5">
      <input type="hidden" name="next" value={`${location.pathname}${location.search}`} />
      {THEMES.map((choice) => {
        const { label, Icon } = CHOICES[choice];
        return (
          <Tip key={choice} text={label}>
            <Button
              type="submit"
              name="theme"
              value={choice}
              aria-label={label}
              aria-pressed={choice === theme}
              className="flex size-7 items-center justify-center rounded text-ink-soft hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink"
            >
              <Icon aria-hidden="true" className="size-4" />
            </Button>
          </Tip>
        );
      })}
    </Form>
  );
}
