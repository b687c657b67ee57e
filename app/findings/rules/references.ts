import type { Reference } from "../../model/findings.ts";

const iso = (id: string, title: string): Reference => ({ framework: "ISO/IEC 27001:2022", id: `A.${id}`, title });
const soc = (id: string, title: string): Reference => ({ framework: "SOC 2", id, title });
const cis = (id: string, title: string): Reference => ({ framework: "CIS Controls v8", id, title });

/** The controls that rules give evidence for, by their numbers and titles in Annex A, in the TSC 2017 and in CIS v8. */
export const REFERENCE = {
  isoDuties: iso("5.3", "Segregation of duties"),
  isoAccessControl: iso("5.15", "Access control"),
  isoIdentity: iso("5.16", "Identity management"),
  isoAuthenticationInformation: iso("5.17", "Authentication information"),
  isoAccessRights: iso("5.18", "Access rights"),
  isoSuppliers: iso("5.19", "Information security in supplier relationships"),
  isoTermination: iso("6.5", "Responsibilities after termination or change of employment"),
  isoPrivileged: iso("8.2", "Privileged access rights"),
  isoRestriction: iso("8.3", "Information access restriction"),
  isoSourceCode: iso("8.4", "Access to source code"),
  isoAuthentication: iso("8.5", "Secure authentication"),
  socLogicalAccess: soc("CC6.1", "Logical access to information assets"),
  socRegistration: soc("CC6.2", "Registration, authorisation and removal of users"),
  socLeastPrivilege: soc("CC6.3", "Role-based access, least privilege, segregation of duties"),
  socOutside: soc("CC6.6", "Threats from outside the system boundaries"),
  cisDataAccess: cis("3.3", "Configure Data Access Control Lists"),
  cisInventory: cis("5.1", "Establish and Maintain an Inventory of Accounts"),
  cisDormant: cis("5.3", "Disable Dormant Accounts"),
  cisDedicatedAdmin: cis("5.4", "Restrict Administrator Privileges to Dedicated Administrator Accounts"),
  cisGranting: cis("6.1", "Establish an Access Granting Process"),
  cisRevoking: cis("6.2", "Establish an Access Revoking Process"),
  cisAdminMfa: cis("6.5", "Require MFA for Administrative Access"),
  cisRoles: cis("6.8", "Define and Maintain Role-Based Access Control"),
} as const;
