import { createContext, type ReactNode, useContext, useState } from "react";
import {
  NO_CHOICE,
  NO_SETTINGS,
  type TableChoice,
  type TableSettings,
  tableSettingsCookie,
  withChoice,
} from "./table-settings.ts";

type Preferences = { settings: TableSettings; change: (settings: TableSettings) => void };

const Context = createContext<Preferences>({ settings: NO_SETTINGS, change: () => undefined });

/** Holds how the person who is signed in likes tables, and remembers it in this browser for a year. */
export function TablePreferences(props: { user: string; settings: TableSettings; children: ReactNode }) {
  const [settings, setSettings] = useState(props.settings);
  const change = (changed: TableSettings) => {
    setSettings(changed);
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, nor over plain HTTP
    document.cookie = `${tableSettingsCookie(changed, props.user)}${secure}`;
  };
  return <Context.Provider value={{ settings, change }}>{props.children}</Context.Provider>;
}

/** What was chosen for one table, and how to choose otherwise. @param id names the table in what is remembered */
export function useTableChoice(id: string): {
  choice: TableChoice;
  dense: boolean;
  choose: (choice: TableChoice) => void;
  setDense: (dense: boolean) => void;
} {
  const { settings, change } = useContext(Context);
  return {
    choice: settings.tables[id] ?? NO_CHOICE,
    dense: settings.dense,
    choose: (choice) => change(withChoice(settings, id, choice)),
    setDense: (dense) => change({ ...settings, dense }),
  };
}
