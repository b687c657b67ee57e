import type { Json } from "../../app/model/json.ts";
import type { Draw, Rows } from "./random-organisation-draw.ts";
import type { DrawnWorkspace } from "./random-organisation-workspace.ts";

const ORGANISATION = "organizations/1337";
const ROLES = [
  "roles/owner",
  "roles/owner",
  "roles/editor",
  "roles/viewer",
  "roles/run.invoker",
  "roles/storage.admin",
  `${ORGANISATION}/roles/billingReader`,
  "projects/billing-prod/roles/oddity",
];

/** A hierarchy with folder cycles and unlisted parents, and bindings of every kind of member, some twice. */
export function drawGcp(draw: Draw, rows: Rows, workspace: DrawnWorkspace): void {
  if (draw.chance(0.9)) {
    rows.add("gcp", "gcp_organisations", [ORGANISATION], {
      organisation_id: ORGANISATION,
      display_name: draw.pick(["northwind.example", null]),
      directory_customer_id: "C0north",
      state: "ACTIVE",
    });
  }
  const folders = draw.times(2 + draw.below(4), (number) => `folders/${1410 + number}`);
  for (const folder of folders) {
    rows.add("gcp", "gcp_folders", [folder], {
      folder_id: folder,
      display_name: draw.pick([`Folder ${folder}`, null]),
      parent: draw.pick([ORGANISATION, ORGANISATION, ...folders, null]),
      state: draw.pick(["ACTIVE", "DELETE_REQUESTED"]),
    });
  }
  const projects = ["billing-prod", "data-lab", "web-01", "sandbox-7", "old.example:legacy"].slice(
    0,
    2 + draw.below(4),
  );
  const projectNames = projects.flatMap((project, number) => {
    const projectNumber = draw.chance(0.9) ? `4200${number}` : null;
    rows.add("gcp", "gcp_projects", [project], {
      project_id: project,
      project_number: projectNumber,
      display_name: draw.pick([`Project ${number}`, null]),
      parent: draw.pick([ORGANISATION, ...folders, ...folders, "folders/9999", null]),
      state: draw.pick(["ACTIVE", "DELETE_REQUESTED"]),
    });
    return [project, project, ...(projectNumber === null ? [] : [projectNumber])];
  });
  const resources = [
    ORGANISATION,
    ...folders,
    "folders/9999",
    ...projectNames.map((name) => `projects/${name}`),
    "projects/not-listed",
    "projects/777777",
  ];
  for (const resource of resources) addPolicy(rows, resource);
  for (const member of draw.times(10 + draw.below(20), () => drawBindingMember(draw, workspace, projects))) {
    const role = draw.pick(ROLES);
    const condition = drawCondition(draw);
    addBinding(rows, draw.pick(resources), role, member, condition);
    if (draw.chance(0.15)) {
      // The asset file names the project by its number, and members as somebody once typed them.
      const [prefix = "", ...rest] = member.split(":");
      const typed = rest.length === 0 ? member : [prefix, draw.mixCase(rest.join(":"))].join(":");
      const index = draw.below(projects.length);
      addBinding(rows, `projects/${projects[index]}`, role, member, condition);
      addBinding(rows, `projects/4200${index}`, role, typed, condition);
    }
  }
}

function drawBindingMember(draw: Draw, workspace: DrawnWorkspace, projects: readonly string[]): string {
  const user = draw.pick([...workspace.users, "leaver@northwind.example"]);
  const group = draw.pick(workspace.groups);
  const project = draw.pick([...projects, ...projects, "not-listed"]);
  const projectRole = draw.pick(["projectOwner", "projectOwner", "projectEditor", "projectViewer"]);
  return draw.pick([
    `user:${user}`,
    `user:${draw.mixCase(user)}`,
    `user:${group}`,
    `group:${group}`,
    `group:${group}`,
    `group:${group}`,
    `group:${draw.mixCase(group)}`,
    `group:${user}`,
    `domain:${draw.pick(["northwind.example", "Partner.example", "nobody.example"])}`,
    `serviceAccount:robot${draw.below(3)}@billing-prod.iam.gserviceaccount.com`,
    "serviceAccount:service-42001@compute-system.iam.gserviceaccount.com",
    "serviceAccount:billing-prod.svc.id.goog[web/api]",
    "user:robot1@billing-prod.iam.gserviceaccount.com",
    "allUsers",
    "allAuthenticatedUsers",
    `${projectRole}:${project}`,
    `${projectRole}:${project}`,
    `deleted:user:${user}?uid=123`,
    "deleted:serviceAccount:gone@billing-prod.iam.gserviceaccount.com?uid=9",
    "principal://iam.googleapis.com/locations/global/workforcePools/pool/subject/ada",
    "principalSet://iam.googleapis.com/locations/global/workforcePools/pool/*",
  ]);
}

function drawCondition(draw: Draw): Json {
  return draw.chance(0.75)
    ? null
    : draw.pick<Json>([
        { title: "Office hours", expression: "request.time.getHours() > 8" },
        { title: "Office hours", expression: "request.time.getHours() > 8", description: "as agreed" },
        { expression: "true" },
        { title: 'a "quoted" title', expression: "resource.name == 'x'" },
      ]);
}

function addPolicy(rows: Rows, resource: string): void {
  rows.add("gcp", "gcp_iam_policies", [resource, "policy-file"], { resource, origin: "policy-file" });
}

function addBinding(rows: Rows, resource: string, role: string, member: string, condition: Json): void {
  const key = [resource, role, member, condition === null ? "" : JSON.stringify(condition)];
  rows.add("gcp", "gcp_iam_bindings", key, { resource, role, member, condition }, { role, member, condition });
}
