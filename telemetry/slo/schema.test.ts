import { expect, test } from "vitest";
import { ANNOTATIONS } from "./annotations.ts";
import { createEditorSchema } from "./schema.ts";

test("editors are told which keys there are, which are needed, and what each annotation says", () => {
  const schema = createEditorSchema();
  expect(JSON.parse(JSON.stringify(schema))).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "OpenSLO v1, as Alxderia compiles it",
    required: ["apiVersion", "kind", "metadata", "spec"],
    additionalProperties: false,
    properties: {
      apiVersion: { const: "openslo/v1" },
      metadata: {
        properties: {
          annotations: {
            required: ["alxderia.dev/counts"],
            additionalProperties: { type: "string" },
            properties: Object.fromEntries(
              Object.entries(ANNOTATIONS).map(([name, description]) => [name, { type: "string", description }]),
            ),
          },
        },
      },
      spec: {
        properties: {
          budgetingMethod: { const: "Occurrences" },
          objectives: {
            minItems: 1,
            maxItems: 1,
            items: { oneOf: [{ required: ["target"] }, { required: ["targetPercent"] }] },
          },
        },
      },
    },
  });
});

test("it is the same text each time", () => {
  expect(JSON.stringify(createEditorSchema())).toBe(JSON.stringify(createEditorSchema()));
});
