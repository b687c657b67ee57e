import type { JsonObject } from "../model/json.ts";
import { groupEmail } from "./access-groups.ts";
import { type BundleFile, createArrayFile, createObjectFile } from "./bundle-file.ts";
import { CAST, CAST_INDEX } from "./cast.ts";
import { CUSTOMER_ID, DOMAIN, GCP_ORGANISATION, timeBefore } from "./northwind.ts";
import type { Organisation } from "./people.ts";
import { createRandom, DIGITS, HEX } from "./random.ts";
import type { Division } from "./structure.ts";

type Binding = {
  role: string;
  members: string[];
  condition?: { title: string; description: string; expression: string };
};
type Project = {
  id: string;
  number: string;
  name: string;
  parent: string;
  createdDaysAgo: number;
  bindings: Binding[];
};
type Folder = { number: string; name: string; parent: string; bindings: Binding[] };

const ORGANISATION = `organizations/${GCP_ORGANISATION}`;
const group = (key: string) => `group:${groupEmail(key)}`;
const user = (index: number) => `user:${CAST[index]?.local ?? ""}@${DOMAIN}`;

/** Projects that every size of the company has; the others belong to divisions. */
const SHARED: readonly { id: string; name: string; bindings: Binding[] }[] = [
  {
    id: "northwind-public-assets",
    name: "Public assets",
    bindings: [
      { role: "roles/storage.objectViewer", members: ["allUsers"] },
      { role: "roles/storage.admin", members: [group("creative-agency")] },
    ],
  },
  {
    id: "northwind-developer-portal",
    name: "Developer portal",
    bindings: [{ role: "roles/run.invoker", members: ["allAuthenticatedUsers"] }],
  },
  { id: "northwind-intranet", name: "Intranet", bindings: [{ role: "roles/viewer", members: [group("everyone")] }] },
  {
    id: "northwind-brand-library",
    name: "Brand library",
    bindings: [{ role: "roles/storage.objectViewer", members: [`domain:${DOMAIN}`] }],
  },
  {
    id: "northwind-data-lake",
    name: "Data lake",
    bindings: [
      { role: "roles/viewer", members: [group("data-workbench"), user(CAST_INDEX.chiaraConti)] },
      { role: "roles/bigquery.dataViewer", members: ["projectViewer:northwind-data-lake"] },
      {
        role: "roles/iam.workloadIdentityUser",
        members: [
          "principalSet://iam.googleapis.com/projects/481516234299/locations/global/workloadIdentityPools/github/attribute.repository/northwind/data-pipelines",
        ],
      },
      {
        role: "roles/bigquery.dataEditor",
        members: [`deleted:user:former.analyst@${DOMAIN}?uid=109417263548291736450`],
      },
    ],
  },
  {
    id: "northwind-core-prod",
    name: "Production core",
    bindings: [
      { role: "roles/editor", members: [group("production-admins"), user(CAST_INDEX.tomasFerreira)] },
      { role: "roles/container.developer", members: [group("release-captains")] },
      {
        role: "roles/compute.instanceAdmin.v1",
        members: [group("production-access")],
        condition: {
          title: "during_incident_review",
          description: "Ends with the review of the autumn incident",
          expression: 'request.time < timestamp("2027-01-31T00:00:00Z")',
        },
      },
      { role: "roles/monitoring.viewer", members: [group("production-access")] },
    ],
  },
];

/** Files of the scope `gcp`. */
export function* createGcpFiles(organisation: Organisation): Generator<BundleFile> {
  const { seed } = organisation;
  yield createArrayFile("gcp/organizations.json", [
    {
      creationTime: timeBefore(3104.2),
      displayName: DOMAIN,
      lifecycleState: "ACTIVE",
      name: ORGANISATION,
      owner: { directoryCustomerId: CUSTOMER_ID },
    },
  ]);
  yield createArrayFile("gcp/folders.json", folderRows(organisation));
  yield createArrayFile("gcp/projects.json", projectRows(organisation));
  yield policyFile(seed, `organizations/${GCP_ORGANISATION}`, organisationBindings());
  for (const folder of listFolders(organisation)) yield policyFile(seed, `folders/${folder.number}`, folder.bindings);
  for (const project of listProjects(organisation)) yield policyFile(seed, `projects/${project.id}`, project.bindings);
}

function policyFile(seed: number, path: string, bindings: readonly Binding[]): BundleFile {
  const conditional = bindings.some((binding) => binding.condition !== undefined);
  return createObjectFile(`gcp/iam-policies/${path}.json`, {
    bindings: bindings.map(
      ({ condition, members, role }): JsonObject => ({ ...(condition ? { condition } : {}), members, role }),
    ),
    etag: `BwY${createRandom(seed, `gcp-etag/${path}`).text(8, HEX)}=`,
    version: conditional ? 3 : 1,
  });
}

function organisationBindings(): Binding[] {
  return [
    { role: "roles/owner", members: [group("gcp-organization-admins")] },
    { role: "roles/resourcemanager.organizationAdmin", members: [user(CAST_INDEX.kofiMensah)] },
    { role: "roles/iam.securityReviewer", members: [group("security-audit")] },
    { role: "roles/billing.viewer", members: [group("billing-viewers")] },
    {
      role: "roles/cloudasset.viewer",
      members: ["serviceAccount:alxderia-reader@northwind-core-prod.iam.gserviceaccount.com"],
    },
    {
      role: "roles/securitycenter.serviceAgent",
      members: [`serviceAccount:service-org-${GCP_ORGANISATION}@security-center-api.iam.gserviceaccount.com`],
    },
  ];
}

function folderNumber(seed: number, label: string, ordinal: number): string {
  return `2${createRandom(seed, `folder/${label}`).text(6, DIGITS)}${String(ordinal).padStart(5, "0")}`;
}

/** Department, division, environment: three levels. */
function* listFolders({ seed, structure }: Organisation): Generator<Folder> {
  let ordinal = 0;
  for (const department of structure.departments) {
    if (!department.technical) continue;
    const top = folderNumber(seed, department.key, ordinal++);
    yield {
      number: top,
      name: department.name.toLowerCase(),
      parent: ORGANISATION,
      bindings: [{ role: "roles/resourcemanager.folderViewer", members: [user(CAST_INDEX.yukiTanaka)] }],
    };
    for (const division of department.divisions) {
      const number = divisionFolder(seed, division);
      yield {
        number,
        name: division.word,
        parent: `folders/${top}`,
        bindings: [{ role: "roles/browser", members: [group(division.slug)] }],
      };
      for (const environment of ENVIRONMENTS) {
        yield {
          number: environmentFolder(seed, division, environment),
          name: `${division.word}-${environment}`,
          parent: `folders/${number}`,
          bindings: [
            {
              role: environment === "prod" ? "roles/errorreporting.viewer" : "roles/logging.viewer",
              members: [group(division.areas[0]?.slug ?? division.slug)],
            },
          ],
        };
      }
    }
  }
}

const ENVIRONMENTS = ["nonprod", "prod"] as const;
type Environment = (typeof ENVIRONMENTS)[number];

function divisionFolder(seed: number, division: Division): string {
  return folderNumber(seed, `division/${division.ordinal}`, 10_000 + division.ordinal);
}

function environmentFolder(seed: number, division: Division, environment: Environment): string {
  const base = environment === "prod" ? 20_000 : 30_000;
  return folderNumber(seed, `${environment}/${division.ordinal}`, base + division.ordinal);
}

function* folderRows(organisation: Organisation): Generator<JsonObject> {
  for (const { number, name, parent } of listFolders(organisation)) {
    const age = 100 + createRandom(organisation.seed, `folder-age/${number}`).next() * 1500;
    yield {
      createTime: timeBefore(age),
      displayName: name,
      lifecycleState: "ACTIVE",
      name: `folders/${number}`,
      parent,
    };
  }
}

/** The shared projects, then the divisions' ones in turn. */
function* listProjects(organisation: Organisation): Generator<Project> {
  const { people, seed, structure } = organisation;
  const divisions = structure.technicalDivisions;
  const count = Math.min(1500, Math.max(10, Math.round(people / 60)));
  for (let index = 0; index < count; index++) {
    const random = createRandom(seed, `project/${index}`);
    const number = `${1 + random.integer(9)}${random.text(6, DIGITS)}${String(index).padStart(5, "0")}`;
    const createdDaysAgo = 20 + random.next() * 1800;
    const shared = SHARED[index];
    if (shared !== undefined) {
      const { id, name } = shared;
      const bindings = [...shared.bindings, ...machineBindings(id, number)];
      yield { id, number, name, parent: ORGANISATION, createdDaysAgo, bindings };
      continue;
    }
    const nth = index - SHARED.length;
    const division = divisions[nth % divisions.length] as Division;
    const round = Math.floor(nth / divisions.length);
    const environment: Environment = round % 2 === 0 ? "nonprod" : "prod";
    const id = `nw-${division.word}-${environment}-${round + 1}`;
    const bindings = [...divisionBindings(division, environment, round), ...machineBindings(id, number)];
    if (random.chance(0.05)) {
      bindings.push({
        role: "roles/bigquery.jobUser",
        members: [`user:${organisation.personAt(random.integer(people)).email}`],
      });
    }
    if (random.chance(0.03)) {
      bindings.push({ role: `${ORGANISATION}/roles/deployReviewer`, members: [group(division.areas[0]?.slug ?? "")] });
    }
    const parent = `folders/${environmentFolder(seed, division, environment)}`;
    yield { id, number, name: `${division.word} ${environment} ${round + 1}`, parent, createdDaysAgo, bindings };
  }
}

/** What areas and teams of a division may do in its `round`-th project: edit before production, read in production. */
function divisionBindings(division: Division, environment: Environment, round: number): Binding[] {
  const areas = division.areas.filter(
    (area) => area.ordinal % 2 === Math.floor(round / 2) % 2 || division.areas.length === 1,
  );
  const teams = areas.flatMap((area) => area.teams);
  const slugs = (units: readonly { slug: string }[]) => units.map(({ slug }) => group(slug));
  const bindings: Binding[] =
    environment === "prod"
      ? [
          { role: "roles/viewer", members: slugs(areas) },
          { role: "roles/run.admin", members: slugs(teams.slice(0, 1)) },
        ]
      : [
          { role: "roles/editor", members: slugs(areas) },
          { role: "roles/storage.objectAdmin", members: slugs(teams.slice(0, 3)) },
          { role: "roles/run.developer", members: slugs(teams.slice(3, 5)) },
        ];
  return bindings.filter((binding) => binding.members.length > 0);
}

/** Service accounts of a project: its deployer, the default one, and agents that Google runs. */
function machineBindings(id: string, number: string): Binding[] {
  return [
    { role: "roles/run.admin", members: [`serviceAccount:deploy@${id}.iam.gserviceaccount.com`] },
    { role: "roles/editor", members: [`serviceAccount:${number}-compute@developer.gserviceaccount.com`] },
    {
      role: "roles/container.serviceAgent",
      members: [`serviceAccount:service-${number}@container-engine-robot.iam.gserviceaccount.com`],
    },
  ];
}

function* projectRows(organisation: Organisation): Generator<JsonObject> {
  for (const project of listProjects(organisation)) {
    const [type = "", id = ""] = project.parent.split("/");
    const random = createRandom(organisation.seed, `project-row/${project.id}`);
    const deleted = project.id.startsWith("nw-") && random.chance(0.02);
    yield {
      createTime: timeBefore(project.createdDaysAgo),
      labels: { env: project.parent === ORGANISATION ? "shared" : (project.id.split("-").at(-2) ?? "shared") },
      lifecycleState: deleted ? "DELETE_REQUESTED" : "ACTIVE",
      name: project.name,
      parent: { id, type: type === "organizations" ? "organization" : "folder" },
      projectId: project.id,
      projectNumber: project.number,
    };
  }
}
