import { ASSETS_ROUTE, HEALTH_ROUTE } from "../../conventions.ts";
import type { Incident, Minute, Requests } from "./incident.ts";

const FAST = 0.08;
const SLOW = 2.5;

type Part = { readonly of: number; readonly failed?: number; readonly slow?: number };

/** Failures first, then slow answers, then good ones. Whatever fails does so fast. */
const answered = (route: string, failure: number, { of, failed = 0, slow = 0 }: Part): Requests[] =>
  [
    { status: failure, seconds: FAST, count: failed },
    { status: 200, seconds: SLOW, count: slow },
    { status: 200, seconds: FAST, count: of - failed - slow },
  ]
    .filter(({ count }) => count > 0)
    .map((each) => ({ ...each, route, method: "GET" }));

const probes = (part: Partial<Part> = {}): Requests[] => answered(HEALTH_ROUTE, 503, { of: 6, ...part });
const api = (part: Partial<Part> = {}): Requests[] => answered("/api/people", 500, { of: 40, ...part });
const pages = (part: Partial<Part> = {}): Requests[] => answered("/people", 500, { of: 20, ...part });
const files = (of = 20): Requests[] => answered(ASSETS_ROUTE, 500, { of });

const minute = (...requests: Requests[][]): Minute => ({ isUp: true, requests: requests.flat(), poolActive: 3 });
const saturated = (each: Minute): Minute => ({ ...each, poolActive: 10 });

const GOOD = minute(probes(), api(), pages(), files());
const FAILING = minute(probes({ failed: 6 }), api({ failed: 40 }), pages({ failed: 20 }), files());
const NIGHT = minute(probes());
const GONE: Minute = { isUp: false, requests: [], poolActive: 0 };

const after = (minutes: number, each = GOOD) => ({ times: minutes, minutes: [each] });

/** Long enough for the slowest alert to end: its short window is six hours. */
const RECOVERY = 480;

/**
 * A day of 6 probes and 80 requests a minute, and what can happen to it. Numbers stay off the thresholds: at one of
 * them the last bit of a float decides, and every backend rounds its own way.
 */
export const INCIDENTS: readonly Incident[] = [
  {
    name: "outage",
    story: "for half an hour every probe is answered 503 and every request 500; files are still served",
    before: GOOD,
    phases: [after(30, FAILING), after(RECOVERY)],
  },
  {
    name: "slow burn",
    story: "for two days one probe in 60 fails, 1.5 % of the other requests fail and 2 % of the API's are slow",
    before: GOOD,
    phases: [
      {
        times: 288,
        minutes: [
          minute(probes({ failed: 1 }), api({ failed: 2, slow: 1 }), pages({ failed: 1 }), files()),
          minute(probes(), api({ slow: 1 }), pages({ failed: 1 }), files()),
          minute(probes(), api({ slow: 1 }), pages(), files()),
          minute(probes(), api({ failed: 2 }), pages(), files()),
          minute(probes(), api({ slow: 1 }), pages(), files()),
          minute(probes(), api({ slow: 1 }), pages({ failed: 1 }), files()),
          minute(probes(), api({ failed: 1, slow: 1 }), pages({ failed: 1 }), files()),
          minute(probes(), api({ slow: 1 }), pages(), files()),
          minute(probes(), api({ failed: 2 }), pages(), files()),
          minute(probes(), api({ slow: 1 }), pages({ failed: 1 }), files()),
        ],
      },
      after(RECOVERY),
    ],
  },
  {
    name: "spike",
    story: "for ten minutes ten times the traffic: 30 % of the API is slow, 5 % fail, every connection is at work",
    before: GOOD,
    phases: [
      after(
        10,
        saturated(
          minute(
            probes(),
            api({ of: 400, failed: 20, slow: 120 }),
            pages({ of: 200, failed: 10, slow: 60 }),
            files(200),
          ),
        ),
      ),
      after(RECOVERY),
    ],
  },
  {
    name: "flapping",
    story: "for two hours the first two minutes of every ten fail completely",
    before: GOOD,
    phases: [{ times: 12, minutes: [FAILING, FAILING, ...Array.from({ length: 8 }, () => GOOD)] }, after(RECOVERY)],
  },
  {
    name: "idle night",
    story: "eight hours with nothing but probes; after half of it a single page is asked for, and fails",
    before: NIGHT,
    phases: [after(240, NIGHT), after(1, minute(probes(), pages({ of: 1, failed: 1 }))), after(239, NIGHT)],
  },
  {
    name: "one bad minute",
    story: "one minute in which everything fails",
    before: GOOD,
    phases: [after(1, FAILING), after(RECOVERY)],
  },
  {
    name: "deploy",
    story: "no process for a minute, then a new one that fails three probes before its database is there",
    before: GOOD,
    phases: [
      after(1, GONE),
      after(1, minute(probes({ failed: 3 }), api({ failed: 20 }), pages({ failed: 10 }), files())),
      after(RECOVERY),
    ],
  },
  {
    name: "slow database",
    story: "for twenty minutes every connection is at work and every answer takes 2.5 s, that of the probe too",
    before: GOOD,
    phases: [
      after(20, saturated(minute(probes({ slow: 6 }), api({ slow: 40 }), pages({ slow: 20 }), files()))),
      after(RECOVERY),
    ],
  },
  {
    name: "process gone",
    story: "no process for forty minutes",
    before: GOOD,
    phases: [after(40, GONE), after(RECOVERY)],
  },
  {
    name: "prober gone",
    story: "for twenty minutes nobody asks for health; everything else goes on",
    before: GOOD,
    phases: [after(20, minute(api(), pages(), files())), after(RECOVERY)],
  },
];
