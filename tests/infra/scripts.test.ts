import { createPrivateKey } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { AWS, GCP, NO_APP_RUNNER, type Rule, runScript } from "./scripts.server.ts";

const VPC = { ALXDERIA_SUBNETS: "subnet-1,subnet-2", ALXDERIA_SECURITY_GROUP: "sg-1" };
const DATABASE = { ALXDERIA_DATABASE_HOST: "db.example" };
const TASK = "arn:aws:ecs:eu-west-1:123456789012:task/alxderia/0123456789abcdef";
const MIGRATES: Rule[] = [
  { when: ["aws ecs run-task"], out: `${TASK}\n` },
  { when: ["aws ecs wait tasks-stopped"] },
  { when: ["aws ecs describe-tasks"], out: "0\tEssential container in task exited\n" },
  { when: ["aws logs get-log-events"], out: "applied 1 of 60 migrations\n" },
];

const EVERY = readdirSync("infra/scripts").filter((name) => name.endsWith(".sh"));

test.each(EVERY)(
  "%s --help says how it is used and calls nothing; a word that it does not know ends it with 2",
  async (script) => {
    const help = await runScript([script, "--help"], []);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: [\s\S]*Exit codes: 0/), calls: [] });
    const wrong = await runScript([script, "--force; true"], [], { ...AWS, ...GCP });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("Run it with --help"), calls: [] });
  },
);

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

const VERSIONS: Rule[] = [
  { when: ["aws secretsmanager list-secret-version-ids"], after: "put-secret-value", out: "version-1\n" },
  { when: ["aws secretsmanager list-secret-version-ids"], out: "version-0\n" },
  { when: ["aws secretsmanager put-secret-value"], out: "version-1\n" },
];
const NO_DATABASE: Rule[] = [
  ...MIGRATES.slice(0, 2),
  { when: ["describe-tasks"], out: "3\tgone\n" },
  { when: ["get-log-events"], out: "no database\n" },
];
const at = (commands: readonly string[], word: string) => commands.findIndex((command) => command.includes(word));

test("a password goes into the secret first, then by its verifier into the database, and nothing starts anew", async () => {
  const words = ["rotate-secret.sh", "aws", "database"];
  const environment = { ...AWS, ...VPC, ...DATABASE };
  const { code, calls, commands, stderr, stdout } = await runScript(words, [...VERSIONS, ...MIGRATES], environment);
  expect(code, stderr).toBe(0);
  expect(at(commands, "put-secret-value")).toBeLessThan(at(commands, "run-task"));
  expect(at(commands, "put-secret-value")).not.toBe(-1);
  expect(commands.filter((command) => /update-service|start-deployment|version-stage/.test(command))).toEqual([]);
  const login = JSON.parse(calls.find(({ content }) => content !== "")?.content ?? "{}") as Record<string, string>;
  expect(login).toMatchObject({ host: "db.example", username: "alxderia_app", dbname: "alxderia" });
  expect(login.url).toBe(`postgres://alxderia_app:${login.password}@db.example:5432/alxderia?sslmode=no-verify`);
  expect([...commands, stdout, stderr].join("\n")).not.toContain(login.password);
  expect(commands[at(commands, "run-task")]).toMatch(/LOGIN_VERIFIER","value":"SCRAM-SHA-256\$4096:/);
});

test("a database that does not take the new password leaves the secret with the old one", async () => {
  const aws = await runScript(
    ["rotate-secret.sh", "aws", "database"],
    [...VERSIONS, ...NO_DATABASE, { when: ["update-secret-version-stage"], out: "done\n" }],
    { ...AWS, ...VPC, ...DATABASE },
  );
  expect(aws.code).toBe(1);
  expect(aws.commands.at(-1)).toContain(
    "--version-stage AWSCURRENT --move-to-version-id version-0 --remove-from-version-id version-1",
  );
  expect(aws.stderr).toContain("has the old one again");

  const google = await runScript(
    ["rotate-secret.sh", "gcp", "database"],
    [
      { when: ["gcloud secrets versions access latest"], out: "postgres://old" },
      { when: ["gcloud secrets versions add alxderia-database"] },
      { when: ["gcloud run jobs execute"], code: 1 },
      { when: ["gcloud logging read"], out: "no database\n" },
    ],
    { ...GCP, ...DATABASE },
  );
  expect(google.code).toBe(1);
  const added = google.calls.filter(({ content }) => content !== "").map(({ content }) => content);
  expect([added.length, added.at(-1)]).toEqual([2, "postgres://old"]);
});

test("a secret that does not take the new password leaves the database alone", async () => {
  const rules: Rule[] = [{ when: ["put-secret-value"], code: 254 }, ...VERSIONS, ...MIGRATES];
  const { code, commands } = await runScript(["rotate-secret.sh", "aws", "database"], rules, {
    ...AWS,
    ...VPC,
    ...DATABASE,
  });
  expect([code, at(commands, "run-task")]).toEqual([1, -1]);
});

test("the first password of all goes into the database first: an empty secret says that it is still to be done", async () => {
  const words = ["rotate-secret.sh", "aws", "database", "--if-empty"];
  const environment = { ...AWS, ...VPC, ...DATABASE };
  const empty: Rule = { when: ["aws secretsmanager describe-secret"], out: "None\n" };
  const first = await runScript(words, [empty, ...VERSIONS, ...MIGRATES], environment);
  expect(first.code, first.stderr).toBe(0);
  expect(at(first.commands, "run-task")).toBeLessThan(at(first.commands, "put-secret-value"));
  const failed = await runScript(words, [empty, ...VERSIONS, ...NO_DATABASE], environment);
  expect([failed.code, at(failed.commands, "put-secret-value")]).toEqual([1, -1]);
});

test("a new session key goes into the secret, and then the instances start anew", async () => {
  const { code, commands, stderr } = await runScript(
    ["rotate-secret.sh", "aws", "session"],
    [
      { when: ["aws secretsmanager put-secret-value"], out: "version-1\n" },
      NO_APP_RUNNER,
      { when: ["aws ecs update-service", "--force-new-deployment"], out: "alxderia\n" },
      { when: ["aws ecs wait services-stable"] },
    ],
    AWS,
  );
  expect(code, stderr).toBe(0);
  expect(at(commands, "put-secret-value")).toBeLessThan(at(commands, "update-service"));
});

test("the key that seals the history is made once, and never replaced by this", async () => {
  const words = ["rotate-secret.sh", "gcp", "history-signing-key"];
  const rules: Rule[] = [
    { when: ["gcloud secrets versions list"] },
    { when: ["gcloud secrets versions add alxderia-history-signing-key"] },
  ];
  const { code, calls, stderr } = await runScript([...words, "--if-empty"], rules, GCP);
  expect(code, stderr).toBe(0);
  expect(createPrivateKey(calls.at(-1)?.content ?? "").asymmetricKeyType).toBe("ed25519");
  expect(await runScript(words, rules, GCP)).toMatchObject({ code: 2, calls: [] });
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
  const rules: Rule[] = [{ when: ["gcloud secrets versions add alxderia-llm-api-key"] }];
  const { code, calls } = await runScript(["rotate-secret.sh", "gcp", "llm-api-key"], rules, GCP, "key-of-the-model\n");
  expect(code).toBe(0);
  expect(calls[0]?.content).toBe("key-of-the-model");
  const none = await runScript(["rotate-secret.sh", "gcp", "llm-api-key"], rules, GCP);
  expect(none).toMatchObject({ code: 2, calls: [] });
});
