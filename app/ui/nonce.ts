import { createContext } from "react";

/** Marks the scripts of a page while the server renders it; browsers know it already, and tell it to nobody. */
export const Nonce = createContext<string | undefined>(undefined);
