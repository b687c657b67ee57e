import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { AWS, GCP, NO_APP_RUNNER, type Rule, runScript } from "./scripts.server.ts";

test("a rollback goes to the version before the one that runs, on each platform", async () => {
  const definition = (revision: number) => `arn:aws:ecs:eu-west-1:123456789012:task-definition/alxderia:${revision}`;
  const ecs = await runScript(
    ["rollback.sh", "aws"],
    [
      NO_APP_RUNNER,
      { when: ["aws ecs describe-services"], out: `${definition(7)}\n` },
      { when: ["aws ecs list-task-definitions"], out: `${[8, 7, 6, 5].map(definition).join("\t")}\n` },
      { when: ["aws ecs update-service"], out: "alxderia\n" },
      { when: ["aws ecs wait services-stable"] },
    ],
    AWS,
  );
  expect(ecs.code, ecs.stderr).toBe(0);
  expect(ecs.commands.find((command) => command.includes("update-service"))).toContain(
    `--task-definition ${definition(6)}`,
  );

  const cloudRun = await runScript(
    ["rollback.sh", "gcp"],
    [
      { when: ["gcloud run services describe"], out: "alxderia-00003\n" },
      { when: ["gcloud run revisions list"], out: "alxderia-00004\nalxderia-00003\nalxderia-00002\nalxderia-00001\n" },
      { when: ["gcloud run services update-traffic"] },
    ],
    GCP,
  );
  expect(cloudRun.commands.at(-1)).toContain("--to-revisions alxderia-00002=100");

  const image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/alxderia";
  const appRunner = await runScript(
    ["rollback.sh", "aws"],
    [
      { when: ["aws apprunner list-services"], out: "arn:aws:apprunner:eu-west-1:123456789012:service/alxderia/1\n" },
      {
        when: ["aws apprunner describe-service"],
        out: `{\n  "ImageIdentifier": "${image}:ccc",\n  "Port": "3000"\n}\n`,
      },
      { when: ["aws ecr describe-images"], out: "ccc\tbbb\taaa\n" },
      { when: ["aws apprunner update-service"], out: "OPERATION_IN_PROGRESS\n" },
    ],
    AWS,
  );
  expect(appRunner.code, appRunner.stderr).toBe(0);
  expect(appRunner.stderr).toContain("rolled back to bbb");
});

test("there is no way back before the first version", async () => {
  const first = await runScript(
    ["rollback.sh", "gcp"],
    [
      { when: ["gcloud run services describe"], out: "alxderia-00001\n" },
      { when: ["gcloud run revisions list"], out: "alxderia-00001\n" },
    ],
    GCP,
  );
  expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining("no revision before alxderia-00001") });
});

const READY: Rule[] = [
  { when: ["aws sts get-caller-identity"], out: "123456789012\n" },
  { when: ["aws ecr describe-images"], out: "{}" },
  { when: ["aws cloudwatch describe-alarms"], out: '{"CompositeAlarms":[]}' },
];

test("a deployment may go out when the image is there, nothing burns and the error budget allows it", async () => {
  const clear = await runScript(["preflight.sh", "aws", "0123456"], READY, AWS);
  expect(clear).toMatchObject({ code: 0, stderr: expect.stringContaining("the error budget was not asked") });
  const asked = clear.commands.find((command) => command.includes("describe-alarms")) ?? "";
  expect(asked).toContain("alxderia-availability-burn-rate-1h");
  expect(asked).not.toContain("burn-rate-3d");

  const burning = await runScript(
    ["preflight.sh", "aws", "0123456"],
    [
      ...READY.slice(0, 1),
      { when: ["aws ecr describe-images"], code: 254 },
      { when: ["describe-alarms"], out: '{"CompositeAlarms":[{"AlarmName":"alxderia-availability-burn-rate-1h"}]}' },
      { when: ["npm run --silent", "slo gate --change normal"], code: 1, err: "frozen\n" },
    ],
    { ...AWS, DATABASE_URL: "postgres://x@127.0.0.1/x" },
  );
  expect(burning.code).toBe(1);
  for (const reason of [
    "is not in ECR",
    "burning: alxderia-availability-burn-rate-1h",
    "does not let a normal change",
  ]) {
    expect(burning.stderr).toContain(reason);
  }
  // A repair goes out while something burns.
  const repair = await runScript(["preflight.sh", "aws", "0123456"], READY.slice(0, 2), { ...AWS, CHANGE: "critical" });
  expect(repair.code, repair.stderr).toBe(0);
});

const DEPLOYS: Rule[] = [
  ...READY,
  { when: ["terraform", " init "] },
  { when: ["terraform", " output -raw url"], out: "https://alxderia.example" },
];
const DEPLOY = { ...AWS, BACKEND: 'bucket = "state"', WATCH_MINUTES: "2", ATTEMPTS: "6" };

test("a deployment asks the budget first, applies, and is watched until it is known to be healthy", async () => {
  const rules = [...DEPLOYS, { when: ["terraform", " apply "] }, { when: ["curl"], out: "200" }];
  const { code, commands, stderr } = await runScript(["deploy.sh", "aws", "0123456"], rules, DEPLOY);
  expect(code, stderr).toBe(0);
  const at = (word: string) => commands.findIndex((command) => command.includes(word));
  expect(at("describe-alarms")).toBeLessThan(at(" apply "));
  expect(commands.filter((command) => command.includes("describe-alarms"))).toHaveLength(3);
  expect(stderr).toContain("0123456 is deployed");
});

const ROLLS_BACK: Rule[] = [
  NO_APP_RUNNER,
  { when: ["aws ecs describe-services"], out: "arn:td:2\n" },
  { when: ["aws ecs list-task-definitions"], out: "arn:td:2\tarn:td:1\n" },
  { when: ["aws ecs update-service"], out: "alxderia\n" },
  { when: ["aws ecs wait services-stable"] },
];

test("a deployment that does not get healthy is taken back by itself", async () => {
  const rules = [...DEPLOYS, { when: ["terraform", " apply "] }, { when: ["curl"], out: "503" }, ...ROLLS_BACK];
  const { code, commands, stderr } = await runScript(["deploy.sh", "aws", "0123456"], rules, DEPLOY);
  expect(code).toBe(1);
  expect(commands.some((command) => command.includes("--task-definition arn:td:1"))).toBe(true);
  expect(stderr).toContain("was deployed and taken back: it does not get healthy");
});

test("a deployment after which an objective burns is taken back by itself", async () => {
  const rules: Rule[] = [
    {
      when: ["describe-alarms"],
      after: '"apply"',
      out: '{"CompositeAlarms":[{"AlarmName":"alxderia-error-rate-burn-rate-1h"}]}',
    },
    ...DEPLOYS,
    { when: ["terraform", " apply "] },
    { when: ["curl"], out: "200" },
    ...ROLLS_BACK,
  ];
  const { code, commands, stderr } = await runScript(["deploy.sh", "aws", "0123456"], rules, DEPLOY);
  expect(code).toBe(1);
  expect(stderr).toMatch(/burning: alxderia-error-rate-burn-rate-1h[\s\S]*taken back: an objective burns/);
  expect(commands.some((command) => command.includes("--task-definition arn:td:1"))).toBe(true);
});

test("on Google an objective burns when both of its burn rates are above the thresholds of the generated policy", async () => {
  let rate = 0;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const filter = new URL(request.url ?? "", "http://x").searchParams.get("filter") ?? "";
    asked.push(`${request.headers.authorization} ${filter}`);
    const burns = filter.includes('/availability"') ? rate : 0;
    response.end(JSON.stringify({ timeSeries: [{ points: [{ value: { doubleValue: burns } }] }] }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const environment = { ...GCP, CLOUD_MONITORING_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const rules: Rule[] = [
    { when: ["gcloud auth print-access-token"], out: "token\n" },
    { when: ["gcloud auth list"], out: "somebody@example.com\n" },
    { when: ["gcloud artifacts docker images describe"] },
  ];
  const calm = await runScript(["preflight.sh", "gcp", "0123456"], rules, environment);
  expect(calm.code, calm.stderr).toBe(0);
  expect(asked).toContain(
    'Bearer token select_slo_burn_rate("projects/p/services/alxderia/serviceLevelObjectives/availability", "3600s")',
  );
  rate = 20;
  const burning = await runScript(["preflight.sh", "gcp", "0123456"], rules, environment);
  expect(burning).toMatchObject({ code: 1, stderr: expect.stringContaining("burning: availability-burn-rate-1h") });
});

test("an apply that fails, by a migration for instance, rolls nothing back, since nothing was replaced", async () => {
  const rules = [...DEPLOYS, { when: ["terraform", " apply "], code: 1, err: "0060_break_it.sql failed\n" }];
  const { code, commands, stderr } = await runScript(["deploy.sh", "aws", "0123456"], rules, DEPLOY);
  expect(code).toBe(1);
  expect(stderr).toContain("0060_break_it.sql failed");
  expect(commands.some((command) => command.includes("update-service"))).toBe(false);
});
