import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { JsonObject } from "../model/json.ts";
import { createAccessGroups } from "./access-groups.ts";
import { createAwsAccounts, createAwsOrganizationFiles } from "./aws-accounts.ts";
import { createIamFiles, listIamAccounts } from "./aws-iam.ts";
import { createAssignmentFiles, createIdentityStoreFiles } from "./aws-identity-center.ts";
import { createPermissionSetFiles } from "./aws-permission-sets.ts";
import { type BundleFile, createObjectFile } from "./bundle-file.ts";
import { createBundleWriter } from "./bundle-writer.server.ts";
import { createGcpFiles } from "./gcp.ts";
import { createRepositories } from "./github-repositories.ts";
import { createRepositoryFiles } from "./github-repository-files.ts";
import { createTeamFiles } from "./github-teams.ts";
import { createGithubUserFiles } from "./github-users.ts";
import { COLLECTED_AT, GITHUB_ORG } from "./northwind.ts";
import { createOrganisation, type Organisation } from "./people.ts";
import { createWorkspaceFiles } from "./workspace.ts";

export type DemoProgress = { step: string; files: number; bytes: number };

export type DemoRequest = {
  people: number;
  seed: number;
  out: string;
  /** Called at the start of each step and after every thousand files. */
  onProgress?: (progress: DemoProgress) => void;
};

const GENERATOR = "alxderia demo generate";
const TOP_FOLDERS = ["aws", "gcp", "github", "google-workspace"] as const;
const FILES_PER_REPORT = 1000;

/**
 * Writes a bundle of one fictitious company, Northwind, as docs/bundle.md lays it out: the same bytes for the same
 * people and seed. An earlier demo bundle in `out` is replaced; anything else there is left alone.
 * @returns how many files and bytes were written
 * @throws RangeError when people or seed is out of range; Error when `out` holds something that is no demo bundle
 */
export async function generateOrganisation(request: DemoRequest): Promise<{ files: number; bytes: number }> {
  const { people, seed, out, onProgress } = request;
  const organisation = createOrganisation(people, seed);
  clearFolder(out);
  const writer = createBundleWriter(out);
  const { scopes, steps } = planBundle(organisation);
  // Until the end the manifest lists no scope as complete, so that a bundle cut short closes nothing when it is read.
  writer.write(manifestFile(request, []));
  const draft = writer.bytes();
  for (const { step, files } of steps) {
    onProgress?.({ step, files: writer.files(), bytes: writer.bytes() });
    for (const file of files) {
      writer.write(file);
      if (writer.files() % FILES_PER_REPORT !== 0) continue;
      onProgress?.({ step, files: writer.files(), bytes: writer.bytes() });
      await setImmediate();
    }
    await setImmediate();
  }
  writer.write(manifestFile(request, scopes));
  const written = { files: writer.files() - 1, bytes: writer.bytes() - draft };
  onProgress?.({ step: "done", ...written });
  return written;
}

type Step = { step: string; files: Iterable<BundleFile> };

function planBundle(organisation: Organisation): { scopes: string[]; steps: Step[] } {
  const accessGroups = createAccessGroups(organisation);
  const accounts = createAwsAccounts(organisation);
  const repositories = createRepositories(organisation);
  const management = accounts[0]?.id ?? "";
  const iam = listIamAccounts(accounts).map((account) => `aws/iam/${account.id}`);
  return {
    scopes: [
      "aws/organizations",
      "aws/sso-admin",
      "aws/identitystore",
      ...iam,
      "gcp",
      "google-workspace",
      `github/${GITHUB_ORG}`,
    ],
    steps: [
      { step: "google-workspace", files: createWorkspaceFiles(organisation, accessGroups) },
      { step: "aws/organizations", files: createAwsOrganizationFiles(organisation, accounts) },
      { step: "aws/sso-admin", files: createPermissionSetFiles(organisation.seed, management) },
      { step: "aws/sso-admin", files: createAssignmentFiles(organisation, accounts) },
      { step: "aws/identitystore", files: createIdentityStoreFiles(organisation, accessGroups) },
      { step: "aws/iam", files: createIamFiles(organisation, accounts) },
      { step: "gcp", files: createGcpFiles(organisation) },
      {
        step: `github/${GITHUB_ORG}`,
        files: createGithubUserFiles(organisation, repositories.basePermission, repositories.count),
      },
      { step: `github/${GITHUB_ORG}`, files: createTeamFiles(organisation, repositories) },
      { step: `github/${GITHUB_ORG}`, files: createRepositoryFiles(organisation, repositories) },
    ],
  };
}

function manifestFile({ people, seed }: DemoRequest, complete: string[]): BundleFile {
  const collectedAt = new Date(COLLECTED_AT).toISOString();
  const manifest: JsonObject = { collectedAt, complete, generator: GENERATOR, people, seed };
  return createObjectFile("manifest.json", manifest);
}

/** Makes room for a new bundle: takes an earlier demo away, refuses to touch anything else. */
function clearFolder(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0) return;
  if (!isDemoBundle(out)) {
    throw new Error(
      `The folder ${out} is not empty and holds no demo bundle; allowed is a new or empty folder, or an earlier demo. Give another --out.`,
    );
  }
  for (const folder of TOP_FOLDERS) rmSync(join(out, folder), { recursive: true, force: true });
  rmSync(join(out, "manifest.json"));
}

function isDemoBundle(out: string): boolean {
  const path = join(out, "manifest.json");
  if (!existsSync(path)) return false;
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
    return (
      typeof manifest === "object" && manifest !== null && "generator" in manifest && manifest.generator === GENERATOR
    );
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
