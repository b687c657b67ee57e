/** Why a text could not be read. `given` is the part of the text that is meant. */
export type Fault = { given: string; allowed: string; advice: string };

/** What a text says, or why it says nothing. */
export type Read<Value> = { value: Value; fault: null } | { value: null; fault: Fault };

export const ok = <Value>(value: Value): { value: Value; fault: null } => ({ value, fault: null });

export const fail = (given: string, allowed: string, advice: string): { value: null; fault: Fault } => ({
  value: null,
  fault: { given, allowed, advice },
});
