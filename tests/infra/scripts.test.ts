import { expect, test } from "vitest";
import { type Rule, runScript } from "./scripts.server.ts";

const AWS = { AWS_ACCOUNT_ID: "123456789012", AWS_REGION: "eu-west-1" };
const GCP = { GCP_PROJECT_ID: "p", GCP_REGION: "europe-west1" };
const VPC = { ALXDERIA_SUBNETS: "subnet-1,subnet-2", ALXDERIA_SECURITY_GROUP: "sg-1" };
const DATABASE = { ALXDERIA_DATABASE_HOST: "db.example" };
const TASK = "arn:aws:ecs:eu-west-1:123456789012:task/alxderia/0123456789abcdef";
const NO_APP_RUNNER: Rule = { when: ["aws apprunner list-services"], out: "\n" };
const MIGRATES: Rule[] = [
  { when: ["aws ecs run-task"], out: `${TASK}\n` },
  { when: ["aws ecs wait tasks-stopped"] },
  { when: ["aws ecs describe-tasks"], out: "0\tEssential container in task exited\n" },
  { when: ["aws logs get-log-events"], out: "applied 1 of 60 migrations\n" },
];

const EVERY = [
  "build-and-push-aws.sh",
  "build-and-push-gcp.sh",
  "deploy.sh",
  "migrate-aws.sh",
  "migrate-gcp.sh",
  "preflight.sh",
  "rollback.sh",
  "rotate-secret.sh",
];

test.each(EVERY)(
  "%s --help says how it is used and calls nothing; a word that it does not know ends it with 2",
  async (script) => {
    const help = await runScript([script, "--help"], []);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: [\s\S]*Exit codes: 0/), calls: [] });
    const wrong = await runScript([script, "--force; true"], [], { ...AWS, ...GCP });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("Run it with --help"), calls: [] });
  },
);

test("an image is built once for a commit: signed in by stdin, pushed with provenance and SBOM, tag on stdout", async () => {
  const rules: Rule[] = [
    { when: ["aws ecr describe-images"], code: 254 },
    { when: ["aws ecr get-login-password"], out: "the-password" },
    { when: ["docker login"] },
    { when: ["docker buildx build"] },
  ];
  const { code, stdout, stderr, calls, commands } = await runScript(["build-and-push-aws.sh"], rules, AWS);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^[0-9a-f]{40}\n$/);
  expect(calls.find(({ words }) => words[0] === "login")?.input).toBe("the-password");
  expect(commands.join("\n").match(/the-password/)).toBeNull();
  const build = commands.find((command) => command.startsWith("docker buildx build")) ?? "";
  expect(build).toContain(`--tag 123456789012.dkr.ecr.eu-west-1.amazonaws.com/alxderia:${stdout.trim()}`);
  for (const part of [
    "--provenance mode=max",
    "--sbom true",
    "push=true,rewrite-timestamp=true",
    "SOURCE_DATE_EPOCH=",
  ]) {
    expect(build).toContain(part);
  }
  const again = await runScript(["build-and-push-aws.sh"], [{ when: ["aws ecr describe-images"], out: "{}" }], AWS);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("is there already") });
  expect(again.commands).toHaveLength(1);
});

test("a push that fails tells on-call itself, since one that cannot sign in reaches no alarm", async () => {
  const rules: Rule[] = [
    { when: ["aws ecr describe-images"], code: 254 },
    { when: ["aws ecr get-login-password"], code: 255 },
    { when: ["docker login"], code: 1 },
    { when: ["aws sns publish"] },
  ];
  const { code, commands, stderr } = await runScript(["build-and-push-aws.sh"], rules, {
    ...AWS,
    ON_CALL_TOPIC: "arn:on-call",
  });
  expect(code).toBe(1);
  expect(stderr).toContain("docs/runbooks/image-push-failing.md");
  expect(commands.at(-1)).toContain("aws sns publish --topic-arn arn:on-call");
  expect(commands.some((command) => command.startsWith("docker buildx"))).toBe(false);
});

test("Artifact Registry gets the same image under the same tag; --dry-run pushes nothing", async () => {
  const missing: Rule = { when: ["gcloud artifacts docker images describe"], code: 1 };
  const rules = [missing, { when: ["gcloud auth configure-docker"] }, { when: ["docker buildx build"] }];
  const pushed = await runScript(["build-and-push-gcp.sh"], rules, GCP);
  expect(pushed.code, pushed.stderr).toBe(0);
  expect(pushed.commands.at(-1)).toContain(
    `--tag europe-west1-docker.pkg.dev/p/alxderia/alxderia:${pushed.stdout.trim()}`,
  );
  const dry = await runScript(["build-and-push-gcp.sh", "--dry-run"], [missing], GCP);
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining("would run: docker buildx build") });
});

test("a migration runs as a task in private subnets, and one that fails shows the line that names the file", async () => {
  const good = await runScript(["migrate-aws.sh"], MIGRATES, { ...AWS, ...VPC });
  expect(good.code, good.stderr).toBe(0);
  expect(good.commands[0]).toContain(
    "awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}",
  );
  const bad = await runScript(
    ["migrate-aws.sh"],
    [
      ...MIGRATES.slice(0, 2),
      { when: ["aws ecs describe-tasks"], out: "1\tEssential container in task exited\n" },
      {
        when: ["aws logs get-log-events", "migration/migration/0123456789abcdef"],
        out: "0060_break_it.sql failed at line 3\n",
      },
    ],
    { ...AWS, ...VPC },
  );
  expect(bad).toMatchObject({ code: 1, stderr: expect.stringMatching(/0060_break_it\.sql[\s\S]*exit code 1/) });
  const unborn = await runScript(["migrate-aws.sh"], [{ when: ["run-task"], out: "None\n" }], { ...AWS, ...VPC });
  expect(unborn).toMatchObject({ code: 1, stderr: expect.stringContaining("did not start: None") });
});

test("on Google a migration is a job that is waited for, and its log names the file when it fails", async () => {
  const good = await runScript(["migrate-gcp.sh"], [{ when: ["gcloud run jobs execute", "--wait"] }], GCP);
  expect(good.code, good.stderr).toBe(0);
  const bad = await runScript(
    ["migrate-gcp.sh"],
    [
      { when: ["gcloud run jobs execute"], code: 1 },
      { when: ["gcloud logging read"], out: "0060_break_it.sql failed at line 3\n" },
    ],
    GCP,
  );
  expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining("0060_break_it.sql") });
});

test("a database password changes in the database first, by its verifier, then in the secret, then the instances start anew", async () => {
  const rules: Rule[] = [
    ...MIGRATES,
    { when: ["aws secretsmanager put-secret-value"], out: "version-1\n" },
    NO_APP_RUNNER,
    { when: ["aws ecs update-service", "--force-new-deployment"], out: "alxderia\n" },
    { when: ["aws ecs wait services-stable"] },
  ];
  const { code, calls, commands, stderr, stdout } = await runScript(["rotate-secret.sh", "aws", "database"], rules, {
    ...AWS,
    ...VPC,
    ...DATABASE,
  });
  expect(code, stderr).toBe(0);
  const order = ["run-task", "put-secret-value", "--force-new-deployment"].map((word) =>
    commands.findIndex((command) => command.includes(word)),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  const login = JSON.parse(calls.find(({ content }) => content !== "")?.content ?? "{}") as Record<string, string>;
  expect(login).toMatchObject({ host: "db.example", username: "alxderia_app", dbname: "alxderia" });
  expect(login.url).toBe(`postgres://alxderia_app:${login.password}@db.example:5432/alxderia?sslmode=no-verify`);
  expect([...commands, stdout, stderr].join("\n")).not.toContain(login.password);
  expect(commands[0]).toMatch(/LOGIN_VERIFIER","value":"SCRAM-SHA-256\$4096:/);
});

test("a database that does not take the new password leaves the secret as it was", async () => {
  const rules: Rule[] = [
    ...MIGRATES.slice(0, 2),
    { when: ["describe-tasks"], out: "3\tgone\n" },
    { when: ["get-log-events"], out: "no database\n" },
  ];
  const { code, commands } = await runScript(["rotate-secret.sh", "aws", "database"], rules, {
    ...AWS,
    ...VPC,
    ...DATABASE,
  });
  expect(code).toBe(1);
  expect(commands.some((command) => command.includes("put-secret-value"))).toBe(false);
});

test("at the first apply only what is empty gets a value, and nothing is restarted", async () => {
  const full = await runScript(
    ["rotate-secret.sh", "gcp", "session", "--if-empty"],
    [{ when: ["gcloud secrets versions list"], out: "1\n" }],
    GCP,
  );
  expect(full).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing to do") });
  const empty = await runScript(
    ["rotate-secret.sh", "gcp", "session", "--if-empty"],
    [{ when: ["gcloud secrets versions list"] }, { when: ["gcloud secrets versions add alxderia-session"] }],
    GCP,
  );
  expect(empty.code, empty.stderr).toBe(0);
  expect(empty.calls.at(-1)?.content).toMatch(/^[\w-]{64}$/);
});

test("a model's key comes on stdin and goes into the secret without its line end", async () => {
  const rules: Rule[] = [
    { when: ["gcloud secrets versions add alxderia-llm-api-key"] },
    { when: ["gcloud run services update"] },
  ];
  const { code, calls } = await runScript(["rotate-secret.sh", "gcp", "llm-api-key"], rules, GCP, "key-of-the-model\n");
  expect(code).toBe(0);
  expect(calls[0]?.content).toBe("key-of-the-model");
  const none = await runScript(["rotate-secret.sh", "gcp", "llm-api-key"], rules, GCP);
  expect(none).toMatchObject({ code: 2, calls: [] });
});

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

test("there is no way back before the first version, and an unknown tag is refused", async () => {
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

test("an apply that fails, by a migration for instance, rolls nothing back, since nothing was replaced", async () => {
  const rules = [...DEPLOYS, { when: ["terraform", " apply "], code: 1, err: "0060_break_it.sql failed\n" }];
  const { code, commands, stderr } = await runScript(["deploy.sh", "aws", "0123456"], rules, DEPLOY);
  expect(code).toBe(1);
  expect(stderr).toContain("0060_break_it.sql failed");
  expect(commands.some((command) => command.includes("update-service"))).toBe(false);
});
