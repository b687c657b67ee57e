import type { z } from "zod";
import type { Problem } from "./problem.ts";
import type { Fault } from "./read.ts";
import type { PlacedYaml } from "./yaml-places.ts";

type Issue = z.core.$ZodIssue;

/** What the schema does not accept, each with its place, what was given, what may be and what to do. */
export function problemsOf(issue: Issue, yaml: PlacedYaml): Problem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const given = yaml.valueAt(path);
  const allowed = allowedBy(issue);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const advice = "remove it, or correct its name";
      return { ...yaml.placeOfKey(path, key), rule: "unknown-key", given: key, allowed, advice };
    });
  }
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    const place = yaml.placeOfKey(path.slice(0, -1), key);
    return [{ ...place, rule: "wrong-key", given: key, allowed, advice: "correct the name" }];
  }
  if (issue.code === "custom" && issue.params) {
    const fault = issue.params as Fault;
    const words = fault.given;
    const [around, last] = [path.slice(0, -1), path.at(-1)];
    const place = last === words ? yaml.placeOfKey(around, words) : yaml.placeInside(path, words);
    return [{ ...place, rule: "unreadable", ...fault, given: shorten(words) }];
  }
  if (given === undefined) {
    const advice = `add ${path.at(-1)} to ${path.slice(0, -1).join(".") || "the document"}`;
    return [{ ...yaml.placeOf(path), rule: "missing-key", given: "nothing", allowed, advice }];
  }
  const advice = `write another value for ${path.join(".") || "the document"}`;
  return [{ ...yaml.placeOf(path), rule: "wrong-value", given: shorten(JSON.stringify(given)), allowed, advice }];
}

function allowedBy(issue: Issue): string {
  if (issue.code === "invalid_value") return issue.values.map(String).join(", ");
  if (issue.code === "invalid_type") return `a value of type ${issue.expected}`;
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => message).join(", ");
  return issue.message;
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
