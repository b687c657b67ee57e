import { expect, test } from "vitest";
import { AWS, GCP, type Rule, runScript } from "./scripts.server.ts";

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

test("a release is the version of package.json, and is signed by its digest only", async () => {
  const environment = {
    GITHUB_REPOSITORY: "Example/Alxderia",
    REGISTRY_USER: "u",
    REGISTRY_TOKEN: "t",
    GITHUB_OUTPUT: "/dev/null",
  };
  const other = await runScript(["release.sh"], [], { ...environment, GITHUB_REF_NAME: "v99.0.0" });
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("is not the version"), calls: [] });
  const dry = await runScript(["release.sh", "--dry-run"], [], { ...environment, GITHUB_REF_NAME: "v0.1.0" });
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining("--tag ghcr.io/example/alxderia:0.1.0") });
  const tag = await runScript(["sign-image.sh"], [], { ...environment, IMAGE: "ghcr.io/example/alxderia:0.1.0" });
  expect(tag).toMatchObject({ code: 2, stderr: expect.stringContaining("by its digest") });
  const digest = `ghcr.io/example/alxderia@sha256:${"a".repeat(64)}`;
  const signed = await runScript(["sign-image.sh"], [{ when: ["cosign sign"] }, { when: ["cosign verify"] }], {
    ...environment,
    IMAGE: digest,
  });
  expect(signed.commands.map((command) => command.split(" ")[1])).toEqual(["sign", "verify"]);
});

test("the size of the bundle is one comment, written anew by each run", async () => {
  const environment = { PULL_REQUEST: "7" };
  const again = await runScript(["comment-bundle.sh", "/etc/hostname"], [{ when: ["--edit-last"] }], environment);
  expect(again.commands).toEqual(["gh pr comment 7 --edit-last --body-file /etc/hostname"]);
  const first = await runScript(
    ["comment-bundle.sh", "/etc/hostname"],
    [{ when: ["--edit-last"], code: 1 }, { when: ["gh pr comment 7 --body-file"] }],
    environment,
  );
  expect(first).toMatchObject({ code: 0, commands: [expect.anything(), "gh pr comment 7 --body-file /etc/hostname"] });
});
