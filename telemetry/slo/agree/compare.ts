import type { Firing } from "../simulate.ts";
import { type Aspect, type Backend, EXPLANATIONS, type Explanation } from "./explanations.ts";
import type { Replayed } from "./replay.ts";

/** Where a backend does something else than what is asked for; `explanation` is null when nobody has one. */
export type Difference = {
  readonly incident: string;
  readonly alert: string;
  readonly backend: Backend;
  readonly aspect: Aspect;
  readonly expected: readonly Firing[];
  readonly observed: readonly Firing[];
  readonly explanation: Explanation | null;
};

const ASPECTS: readonly Aspect[] = ["fires", "told"];

/** Every difference of the two clouds, each with the first explanation that accounts for all of it. */
export function findDifferences(replayed: readonly Replayed[]): Difference[] {
  return replayed.flatMap(({ incident, alert, expected, clouds }) =>
    (Object.keys(clouds) as (keyof typeof clouds)[]).flatMap((backend) =>
      ASPECTS.flatMap((aspect): Difference[] => {
        const each = {
          incident,
          alert,
          backend,
          aspect,
          expected: expected[aspect],
          observed: clouds[backend][aspect],
        };
        if (isSame(each.expected, each.observed)) return [];
        const explanation = EXPLANATIONS.find((one) => isAbout(one, each) && accountsFor(one, each)) ?? null;
        return [{ ...each, explanation }];
      }),
    ),
  );
}

/**
 * What Prometheus does with an alert: what is asked for, moved by its explanation. Its own engine is asked by a test.
 * @returns the explanation too, null where it does exactly what is asked for
 */
export function expectInPrometheus({ incident, alert, expected }: Omit<Replayed, "clouds">) {
  const about = { incident, alert, backend: "Prometheus", aspect: "fires" } as const;
  const explanation = EXPLANATIONS.find((each) => isAbout(each, about));
  if (!explanation || expected.fires.length === 0) return { fires: expected.fires, explanation: null };
  return { fires: moved(expected.fires, explanation), explanation };
}

const isSame = (left: readonly Firing[], right: readonly Firing[]): boolean =>
  left.length === right.length &&
  left.every(({ firedAt, resolvedAt }, index) => {
    const other = right[index];
    return other?.firedAt === firedAt && other.resolvedAt === resolvedAt;
  });

type About = Pick<Difference, "incident" | "alert" | "backend" | "aspect">;

const isAbout = ({ backend, aspects, alerts, incidents }: Explanation, about: About): boolean =>
  backend === about.backend &&
  aspects.includes(about.aspect) &&
  alerts.test(about.alert) &&
  (incidents?.includes(about.incident) ?? true);

function accountsFor(explanation: Explanation, { expected, observed }: Pick<Difference, "expected" | "observed">) {
  if (explanation.differs.is === "covers") return expected.every((each) => observed.some((other) => isIn(each, other)));
  return isSame(moved(expected, explanation), observed);
}

const isIn = (inner: Firing, outer: Firing): boolean =>
  outer.firedAt <= inner.firedAt && (outer.resolvedAt ?? Infinity) >= (inner.resolvedAt ?? Infinity);

function moved(firings: readonly Firing[], { differs, alerts }: Explanation): readonly Firing[] {
  if (differs.is === "covers") throw new Error(`by how much ${alerts} differs is not said`);
  return firings.map(({ firedAt, resolvedAt }) => ({
    firedAt: firedAt + differs.begins,
    resolvedAt: resolvedAt === null ? null : resolvedAt + differs.ends,
  }));
}
