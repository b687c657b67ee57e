import { GROUP_GRANTS } from "../../ask/catalogue/group-grants.ts";
import { REFERENCE } from "./references.ts";
import { BY_GROUP, type Rule } from "./rule.ts";

const HOLDS_A_GRANT = `found.group_id in (with ${GROUP_GRANTS} select group_grants.group_id from group_grants)`;

const hygiene = (finding: string) => ({
  questionId: "group-hygiene",
  slots: { finding: { value: finding, label: finding } },
});

/** Groups through which access is given and that are not in order. */
export const GROUP_RULES: readonly Rule[] = [
  {
    id: "outsiders-in-granted-groups",
    name: "Outsiders in groups with grants",
    question: "Which groups that are granted something have a member from outside?",
    severity: "high",
    asks: hygiene("outsider"),
    keep: HOLDS_A_GRANT,
    subject: BY_GROUP,
    explanation:
      "A direct member of the group is no user of this Google Workspace, and the group is granted something. The member is outside the sign-in rules and the leaver process of the organisation.",
    whatToDo: [
      "Remove the member, or give the access by a group that is meant for partners.",
      "Close the group to outside members.",
    ],
    references: [REFERENCE.isoSuppliers, REFERENCE.isoAccessRights, REFERENCE.socOutside, REFERENCE.cisRoles],
  },
  {
    id: "group-cycles",
    name: "Groups that contain themselves",
    question: "Which groups are in a group that is in them?",
    severity: "medium",
    asks: { questionId: "group-nesting" },
    keep: "found.in_cycle",
    subject: BY_GROUP,
    explanation:
      "The group is a member of a group that is, over some steps, a member of it. All groups of the circle then have the same members, which is hardly what anybody meant, and some tools never finish reading it.",
    whatToDo: ["Decide which group is the wider one, and take it out of the narrower one."],
    references: [REFERENCE.isoAccessControl, REFERENCE.socLeastPrivilege, REFERENCE.cisRoles],
  },
  {
    id: "ownerless-granted-groups",
    name: "Groups with grants and no owner",
    question: "Which groups are granted something and have no owner?",
    severity: "medium",
    asks: hygiene("no owner"),
    keep: HOLDS_A_GRANT,
    subject: BY_GROUP,
    explanation:
      "The group is granted something, the roles of its members are known, and none is owner or manager. Nobody answers for who is in it.",
    whatToDo: ["Name an owner from the team that uses the access.", "Remove the grants when nobody wants to own it."],
    references: [REFERENCE.isoAccessRights, REFERENCE.socRegistration, REFERENCE.cisRoles],
  },
  {
    id: "empty-granted-groups",
    name: "Empty groups with grants",
    question: "Which groups are granted something and have no member?",
    severity: "low",
    asks: hygiene("empty"),
    keep: HOLDS_A_GRANT,
    subject: BY_GROUP,
    explanation:
      "The group's members were collected, there are none, and it is granted something. Whoever is added to it later gets access that nobody looked at.",
    whatToDo: [
      "Remove the grants, then the group.",
      "Keep groups for emergencies, and accept the finding with that reason.",
    ],
    references: [REFERENCE.isoAccessRights, REFERENCE.socLeastPrivilege, REFERENCE.cisRoles],
  },
];
