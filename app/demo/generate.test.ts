import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { generateOrganisation } from "./generate.server.ts";
import { DEMO_STORIES } from "./stories.ts";

const root = mkdtempSync(join(tmpdir(), "demo-generate-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function hashTree(folder: string): string {
  const hash = createHash("sha256");
  for (const path of listFiles(folder)) hash.update(`${path}\n`).update(readFileSync(join(folder, path)));
  return hash.digest("hex");
}

const LAYOUT = [
  /^manifest\.json$/,
  /^aws\/organizations\/(list-accounts|list-organizational-units|list-parents\/[\w-]+)\.json$/,
  /^aws\/sso-admin\/list-instances\.json$/,
  /^aws\/sso-admin\/(describe-permission-set|list-managed-policies|inline-policy)\/ps-[0-9a-f]{16}\.json$/,
  /^aws\/sso-admin\/list-account-assignments\/\d{12}\.json$/,
  /^aws\/identitystore\/(list-users|list-groups|list-group-memberships\/[0-9a-f-]{47})\.json$/,
  /^aws\/iam\/\d{12}\/(get-account-authorization-details\.json|credential-report\.csv)$/,
  /^gcp\/(organizations|folders|projects)\.json$/,
  /^gcp\/iam-policies\/(organizations\/\d+|folders\/\d+|projects\/[a-z][a-z0-9-]{4,28}[a-z0-9])\.json$/,
  /^google-workspace\/(users|groups|members\/[a-z0-9-]+@northwind\.example)\.json$/,
  /^github\/northwind\/(org|members|members-admin|members-2fa-disabled|outside-collaborators|teams|repos)\.json$/,
  /^github\/northwind\/(verified-emails|saml-identities)\.json$/,
  /^github\/northwind\/(team-members|team-repos)\/[a-z0-9-]+\.json$/,
  /^github\/northwind\/collaborators\/[a-z0-9.-]+\.json$/,
  /^github\/northwind\/users\/[a-z0-9-]{1,39}(\[bot\])?\.json$/,
];

const memberPage = z.object({
  members: z.array(z.object({ email: z.string().optional(), type: z.string() })).default([]),
});

describe("generateOrganisation", () => {
  const folder = join(root, "demo");
  const text = (path: string) => readFileSync(join(folder, path), "utf8");
  const json = <T>(path: string, schema: z.ZodType<T>): T => schema.parse(JSON.parse(text(path)));
  const nested = (key: string) =>
    json(`google-workspace/members/${key}@northwind.example.json`, memberPage).members.flatMap(({ email, type }) =>
      type === "GROUP" && email ? [email.replace("@northwind.example", "")] : [],
    );
  let counted = { files: 0, bytes: 0 };
  const steps: string[] = [];

  beforeAll(async () => {
    counted = await generateOrganisation({
      people: 120,
      seed: 42,
      out: folder,
      onProgress: ({ step }) => steps.push(step),
    });
  });

  it("writes the same bytes for the same people and seed, and replaces an earlier demo", async () => {
    const again = join(root, "again");
    await generateOrganisation({ people: 300, seed: 1, out: again });
    await generateOrganisation({ people: 120, seed: 42, out: again });
    expect(hashTree(again)).toBe(hashTree(folder));
  });

  it("writes other bytes for another seed", async () => {
    const other = join(root, "other");
    await generateOrganisation({ people: 120, seed: 43, out: other });
    expect(hashTree(other)).not.toBe(hashTree(folder));
  });

  it("counts what it wrote and reports its steps", () => {
    const files = listFiles(folder);
    expect(counted.files).toBe(files.length);
    expect(counted.bytes).toBe(files.reduce((sum, path) => sum + readFileSync(join(folder, path)).length, 0));
    expect(steps.at(0)).toBe("google-workspace");
    expect(steps.at(-1)).toBe("done");
  });

  it("writes only files that the layout names, and every one of them parses", () => {
    for (const path of listFiles(folder)) {
      expect(
        LAYOUT.some((pattern) => pattern.test(path)),
        path,
      ).toBe(true);
      const content = text(path);
      if (path.endsWith(".csv")) {
        const widths = content
          .trimEnd()
          .split("\n")
          .map((line) => line.split(",").length);
        expect(new Set(widths)).toEqual(new Set([22]));
      } else if (/verified-emails|saml-identities/.test(path)) {
        for (const line of content.trimEnd().split("\n")) JSON.parse(line);
      } else JSON.parse(content);
    }
  });

  it("lists every scope as complete in the manifest", () => {
    const manifest = json("manifest.json", z.object({ collectedAt: z.string(), complete: z.array(z.string()) }));
    const scopes = [
      "aws/organizations",
      "aws/sso-admin",
      "aws/identitystore",
      "gcp",
      "google-workspace",
      "github/northwind",
    ];
    const iam = readdirSync(join(folder, "aws/iam")).map((account) => `aws/iam/${account}`);
    expect([...manifest.complete].sort()).toEqual([...scopes, ...iam].sort());
    expect(manifest.collectedAt).toBe("2026-11-20T06:00:00.000Z");
  });

  it("refuses a folder that holds something else, and leaves it alone", async () => {
    const foreign = mkdtempSync(join(root, "foreign-"));
    writeFileSync(join(foreign, "notes.txt"), "mine");
    await expect(generateOrganisation({ people: 120, seed: 42, out: foreign })).rejects.toThrow("Give another --out");
    expect(readdirSync(foreign)).toEqual(["notes.txt"]);
  });

  it("writes every group's members and counts them", () => {
    const group = z.object({ email: z.string(), directMembersCount: z.string() });
    for (const { email, directMembersCount } of json(
      "google-workspace/groups.json",
      z.object({ groups: z.array(group) }),
    ).groups) {
      const { members } = json(`google-workspace/members/${email}.json`, memberPage);
      expect(String(members.length)).toBe(directMembersCount);
    }
  });

  it("nests five levels, one diamond and one cycle", () => {
    expect(nested("technology")).toContain("dept-eng");
    const [division = ""] = nested("dept-eng");
    const [area = ""] = nested(division);
    const [team = ""] = nested(area);
    expect(team).toMatch(/^eng-/);
    expect(nested("production-access")).toEqual(["sre-primary", "sre-secondary"]);
    expect(nested("sre-primary")).toEqual(["platform-oncall"]);
    expect(nested("sre-secondary")).toEqual(["platform-oncall"]);
    expect(nested("release-captains")).toEqual(["release-reviewers"]);
    expect(nested("release-reviewers")).toEqual(["release-captains"]);
  });

  it("names in every assignment an account and a permission set that exist, and two principals that do not", () => {
    const row = z.object({ AccountId: z.string(), PermissionSetArn: z.string(), PrincipalId: z.string() });
    const accounts = json(
      "aws/organizations/list-accounts.json",
      z.object({ Accounts: z.array(z.object({ Id: z.string() })) }),
    );
    const users = json(
      "aws/identitystore/list-users.json",
      z.object({ Users: z.array(z.object({ UserId: z.string() })) }),
    );
    const groups = json(
      "aws/identitystore/list-groups.json",
      z.object({ Groups: z.array(z.object({ GroupId: z.string() })) }),
    );
    const principals = new Set([
      ...users.Users.map((user) => user.UserId),
      ...groups.Groups.map((group) => group.GroupId),
    ]);
    const orphans: string[] = [];
    for (const { Id } of accounts.Accounts) {
      const path = `aws/sso-admin/list-account-assignments/${Id}.json`;
      for (const assignment of json(path, z.object({ AccountAssignments: z.array(row) })).AccountAssignments) {
        expect(assignment.AccountId).toBe(Id);
        const id = assignment.PermissionSetArn.split("/").at(-1);
        expect(text(`aws/sso-admin/describe-permission-set/${id}.json`)).toContain(assignment.PermissionSetArn);
        if (!principals.has(assignment.PrincipalId)) orphans.push(assignment.PrincipalId);
      }
    }
    expect(orphans.length).toBe(2);
  });

  it("lists in a GitHub team the members of its child teams and the repositories of its parents", () => {
    const team = z.object({ slug: z.string(), parent: z.object({ slug: z.string() }).nullable() });
    const user = z.array(z.object({ id: z.number() }));
    const repo = z.array(z.object({ full_name: z.string() }));
    const teams = json("github/northwind/teams.json", z.array(team));
    for (const { slug, parent } of teams) {
      if (parent === null) continue;
      const above = new Set(json(`github/northwind/team-members/${parent.slug}.json`, user).map(({ id }) => id));
      for (const { id } of json(`github/northwind/team-members/${slug}.json`, user)) expect(above.has(id)).toBe(true);
      const own = new Set(json(`github/northwind/team-repos/${slug}.json`, repo).map((row) => row.full_name));
      for (const row of json(`github/northwind/team-repos/${parent.slug}.json`, repo))
        expect(own.has(row.full_name)).toBe(true);
    }
    expect(
      teams.filter(({ parent }) => parent !== null && teams.find((t) => t.slug === parent.slug)?.parent).length,
    ).toBeGreaterThan(3);
  });

  it("holds the data of every story", () => {
    expect(DEMO_STORIES.length).toBeGreaterThanOrEqual(5);
    const users = text("google-workspace/users.json");
    const places = [
      text("gcp/organizations.json"),
      text("gcp/projects.json"),
      text("github/northwind/repos.json"),
    ].join();
    for (const { person, resource } of DEMO_STORIES) {
      if (person !== null) expect(users).toContain(`"primaryEmail":"${person}"`);
      if (resource !== null) expect(places).toContain(`"${resource}"`);
    }
    const tomas = users.split("\n").find((line) => line.includes("tomas.ferreira@northwind.example"));
    expect(tomas).toContain('"suspended":true');
    const identityCenter = text("aws/identitystore/list-users.json").split("\n");
    const status = (address: string) => identityCenter.find((line) => line.includes(address)) ?? "";
    expect(status("tomas.ferreira@")).toContain('"UserStatus":"ENABLED"');
    expect(status("chiara.conti@")).toContain('"UserStatus":"DISABLED"');
    expect(text("github/northwind/collaborators/payments-core.json")).toMatch(
      /"login":"pixelforge-dev".*"role_name":"admin"/,
    );
    expect(text("gcp/iam-policies/projects/northwind-public-assets.json")).toContain('"allUsers"');
    expect(nested("production-admins")).toContain("migration-partners");
    expect(nested("migration-partners")).toEqual(["vendor-brightpath"]);
    expect(text("google-workspace/members/vendor-brightpath@northwind.example.json")).toContain("marit.solheim.ext@");
    expect(nested("gcp-organization-admins")).toEqual(["cloud-governance"]);
    expect(nested("cloud-governance")).toEqual(["budget-reviewers"]);
    expect(users.match(/"fullName":"Ana Silva"/g)?.length).toBe(2);
    expect(text("github/northwind/saml-identities.json")).toContain('"nameId":"ana.silva@northwind.example"');
  });
});
