import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { normaliseFolder, normaliseOrganisation, normaliseProject } from "./normalise-hierarchy.ts";

test("a project of the v1 API has a display name in name and a parent of type and id", () => {
  const record = {
    projectId: "billing-prod",
    projectNumber: "415104041262",
    name: "Billing production",
    lifecycleState: "DELETE_REQUESTED",
    parent: { type: "folder", id: "1414" },
  };
  expect(normaliseProject(record)).toEqual({
    rows: [
      {
        table: "gcp_projects",
        key: ["billing-prod"],
        columns: {
          project_id: "billing-prod",
          project_number: "415104041262",
          display_name: "Billing production",
          parent: "folders/1414",
          state: "DELETE_REQUESTED",
        },
        raw: record,
      },
    ],
  });
});

test("a project of the v3 API has its number in name and a parent of one text", () => {
  const record = {
    name: "projects/415104041262",
    projectId: "billing-prod",
    displayName: "Billing",
    parent: "organizations/1337",
    state: "ACTIVE",
  };
  expect(normaliseProject(record)).toMatchObject({
    rows: [
      {
        columns: {
          project_number: "415104041262",
          display_name: "Billing",
          parent: "organizations/1337",
          state: "ACTIVE",
        },
      },
    ],
  });
});

test("projects without a parent exist, and a parent of another form is none", () => {
  for (const parent of [undefined, null, "billingAccounts/1", { type: "folder" }, 7]) {
    const record: Json = parent === undefined ? { projectId: "p" } : { projectId: "p", parent };
    expect(normaliseProject(record)).toMatchObject({ rows: [{ columns: { parent: null, display_name: null } }] });
  }
});

test("a project parent in an organisation, its id a number, has the form of the v3 API", () => {
  expect(normaliseProject({ projectId: "p", parent: { type: "organization", id: 1337 } })).toMatchObject({
    rows: [{ columns: { parent: "organizations/1337" } }],
  });
});

test("a project without projectId is rejected: policies name projects by it", () => {
  expect(normaliseProject({ name: "projects/1" })).toEqual({ reject: 'no "projectId"; keys given: name' });
});

test("an organisation keeps the customer id of its Workspace, in both places", () => {
  const expected = { rows: [{ key: ["organizations/1337"], columns: { directory_customer_id: "C01" } }] };
  expect(normaliseOrganisation({ name: "organizations/1337", owner: { directoryCustomerId: "C01" } })).toMatchObject(
    expected,
  );
  expect(normaliseOrganisation({ organizationId: 1337, directoryCustomerId: "C01" })).toMatchObject(expected);
});

test("folders nest: their parent is a folder or an organisation", () => {
  expect(normaliseFolder({ name: "folders/2", parent: "folders/1", displayName: "prod" })).toMatchObject({
    rows: [{ key: ["folders/2"], columns: { folder_id: "folders/2", parent: "folders/1", state: null } }],
  });
  expect(normaliseFolder({ displayName: "prod" })).toEqual({ reject: 'no "name"; keys given: displayName' });
});
