import { z } from "zod";

const name = z.string().min(1);

/** Entity Management of OCSF 1.3.0, as far as the product fills it: https://schema.ocsf.io/1.3.0/classes/entity_management */
export const EntityManagement = z
  .strictObject({
    metadata: z.strictObject({
      version: z.literal("1.3.0"),
      product: z.strictObject({ name, vendor_name: name }),
      uid: z.string().regex(/^[0-9a-f]{64}$/),
      tenant_uid: z.uuid(),
      log_name: z.literal("audit_log"),
      event_code: z.string().regex(/^\w+\.\w+$/),
    }),
    category_uid: z.literal(3),
    class_uid: z.literal(3004),
    activity_id: z.literal([1, 2, 3, 4, 99]),
    activity_name: name,
    type_uid: z.int(),
    severity_id: z.literal(1),
    status_id: z.literal([1, 2]),
    time: z.int().min(Date.UTC(2020, 0, 1)),
    actor: z.strictObject({ user: z.strictObject({ name }) }),
    entity: z.strictObject({ type: name, name: name.optional(), uid: name.optional() }),
    unmapped: z.strictObject({
      entry: z.string().regex(/^\d+$/),
      detail: z.record(z.string(), z.json()),
      left_out: z.array(z.string()),
    }),
  })
  .refine(({ type_uid, class_uid, activity_id }) => type_uid === class_uid * 100 + activity_id, "type_uid")
  .refine(({ entity }) => entity.name !== undefined || entity.uid !== undefined, "entity has a name or a uid");
