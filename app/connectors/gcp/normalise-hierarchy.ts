import { missing, normaliseWith } from "../../model/record.ts";
import { folderWire, organisationWire, projectWire } from "./wire.ts";

/** `gcloud organizations list`: the display name is the domain, the customer id links it to its Workspace. */
export const normaliseOrganisation = normaliseWith(organisationWire, (organisation, record) => {
  const organisationId = withPrefix("organizations/", organisation.name ?? organisation.organizationId);
  if (organisationId === null) return missing(record, "name");
  const columns = {
    organisation_id: organisationId,
    display_name: organisation.displayName,
    directory_customer_id: organisation.owner.directoryCustomerId ?? organisation.directoryCustomerId,
    state: organisation.state ?? organisation.lifecycleState,
  };
  return { rows: [{ table: "gcp_organisations", key: [organisationId], columns, raw: record }] };
});

/** `gcloud resource-manager folders list`. */
export const normaliseFolder = normaliseWith(folderWire, (folder, record) => {
  const folderId = withPrefix("folders/", folder.name ?? folder.folderId);
  if (folderId === null) return missing(record, "name");
  const columns = {
    folder_id: folderId,
    display_name: folder.displayName,
    parent: folder.parent,
    state: folder.state ?? folder.lifecycleState,
  };
  return { rows: [{ table: "gcp_folders", key: [folderId], columns, raw: record }] };
});

/** `gcloud projects list`, v1 or v3. Projects without a parent exist. */
export const normaliseProject = normaliseWith(projectWire, (project, record) => {
  const { projectId } = project;
  if (projectId === null) return missing(record, "projectId");
  const [, numberInName] = /^projects\/(\d+)$/.exec(project.name ?? "") ?? [];
  const columns = {
    project_id: projectId,
    project_number: project.projectNumber ?? numberInName ?? null,
    display_name: project.displayName ?? (numberInName === undefined ? project.name : null),
    parent: project.parent,
    state: project.state ?? project.lifecycleState,
  };
  return { rows: [{ table: "gcp_projects", key: [projectId], columns, raw: record }] };
});

function withPrefix(prefix: string, id: string | null): string | null {
  return id === null || id.startsWith(prefix) ? id : `${prefix}${id}`;
}
