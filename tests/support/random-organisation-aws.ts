import type { Json } from "../../app/model/json.ts";
import type { Draw, Rows } from "./random-organisation-draw.ts";

const ACCOUNTS = ["012345678901", "111122223333", "444455556666"];
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Accounts, one or two Identity Center instances that call different people alike, and IAM users with policies. */
export function drawAws(draw: Draw, rows: Rows, size: number): void {
  for (const account of draw.some(ACCOUNTS, 0.8)) {
    rows.add("aws/organizations", "aws_accounts", [account], {
      account_id: account,
      name: draw.pick([`Account ${account}`, null]),
      state: draw.pick(["ACTIVE", "SUSPENDED", null]),
    });
  }
  drawIdentityCenter(draw, rows, size);
  for (const account of draw.some(ACCOUNTS, 0.6)) drawIam(draw, rows, account);
}

function drawIdentityCenter(draw: Draw, rows: Rows, size: number): void {
  const scope = "aws/identitystore";
  const stores = draw.chance(0.5) ? ["d-1", "d-2"] : ["d-1"];
  // Some exports leave the store out; that can be told only where there is one.
  const storeNames = stores.length === 1 && draw.chance(0.3) ? ["d-1", ""] : stores;
  for (const store of draw.some(stores, 0.85)) {
    const instance = `ssoins-${store.slice(2)}`;
    rows.add("aws/sso-admin", "aws_identity_center_instances", [instance], {
      instance_arn: `arn:aws:sso:::instance/${instance}`,
      instance_id: instance,
      identity_store_id: store,
      owner_account_id: ACCOUNTS[0] ?? null,
      status: "ACTIVE",
    });
  }
  const users = draw.times(Math.ceil(size / 3), (number) => `u-${number}`);
  const groups = draw.times(4, (number) => `g-${number}`);
  for (const store of storeNames) {
    for (const user of draw.some(users, 0.7)) {
      rows.add(scope, "aws_identity_center_users", [store, user], {
        identity_store_id: store,
        user_id: user,
        user_name: draw.pick([`${user}@northwind.example`, user, null]),
        display_name: draw.pick([`Display ${user}`, null]),
        emails: [],
        primary_email: null,
        external_ids: [],
        user_status: draw.pick(["ENABLED", "DISABLED", null]),
      });
    }
    for (const group of draw.some(groups, 0.7)) {
      rows.add(scope, "aws_identity_center_groups", [store, group], {
        identity_store_id: store,
        group_id: group,
        display_name: draw.pick([`Group ${group} of ${store}`, null]),
      });
    }
  }
  if (draw.chance(0.85)) {
    rows.add(scope, "collected_listings", ["identity_center_memberships", "*"], {
      listing: "identity_center_memberships",
      listing_key: "*",
    });
    draw.times(draw.below(size), () => {
      const [store, group, user] = [
        draw.pick(storeNames),
        draw.pick([...groups, "g-gone"]),
        draw.pick([...users, "u-gone"]),
      ];
      rows.add(scope, "aws_identity_center_memberships", [store, group, user], {
        identity_store_id: store,
        group_id: group,
        member_user_id: user,
        membership_id: null,
      });
    });
  }
  drawAssignments(draw, rows, stores, users, groups, size);
}

function drawAssignments(
  draw: Draw,
  rows: Rows,
  stores: readonly string[],
  users: readonly string[],
  groups: readonly string[],
  size: number,
): void {
  const arnOf = (instance: string, id: string): string => `arn:aws:sso:::permissionSet/${instance}/${id}`;
  for (const store of stores) {
    const instance = `ssoins-${store.slice(2)}`;
    for (const name of draw.some(["AdministratorAccess", "ReadOnlyAccess", "Oddity"], 0.7)) {
      const id = `ps-${name.slice(0, 2)}${store.slice(2)}`;
      rows.add("aws/sso-admin", "aws_permission_sets", [arnOf(instance, id)], {
        permission_set_arn: arnOf(instance, id),
        permission_set_id: id,
        instance_id: instance,
        name: draw.pick([name, name, name, null]),
      });
    }
  }
  draw.times(draw.below(size), () => {
    const suffix = draw.pick([...stores.map((store) => store.slice(2)), "9"]);
    const instance = `ssoins-${suffix}`;
    const id = `ps-${draw.pick(["Ad", "Re", "Od"])}${suffix}`;
    const [type, principal] = draw.chance(0.5)
      ? ["USER", draw.pick([...users, "u-gone"])]
      : ["GROUP", draw.pick([...groups, "g-gone", "g-lost"])];
    const account = draw.pick(ACCOUNTS);
    rows.add("aws/sso-admin", "aws_account_assignments", [account, arnOf(instance, id), type, principal], {
      account_id: account,
      permission_set_arn: arnOf(instance, id),
      permission_set_id: id,
      instance_id: instance,
      principal_type: type,
      principal_id: principal,
    });
  });
}

function drawIam(draw: Draw, rows: Rows, account: string): void {
  const scope = `aws/iam/${account}`;
  const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
  const own = arn("policy/path/Deploy");
  rows.add(scope, "aws_iam_policies", [own], {
    account_id: account,
    arn: own,
    policy_name: "Deploy",
    document: drawDocument(draw),
  });
  const carried = (): { AttachedManagedPolicies: Json } => ({
    AttachedManagedPolicies: draw.some(
      [
        { PolicyName: "AdministratorAccess", PolicyArn: ADMINISTRATOR },
        { PolicyName: "Deploy", PolicyArn: own },
      ],
      0.4,
    ),
  });
  const inline = (): Json[] =>
    draw.some(["Inline", "Deploy"], 0.4).map((name) => ({ PolicyName: name, PolicyDocument: drawDocument(draw) }));
  for (const name of ["admins", "deployers"]) {
    const group = arn(`group/${name}`);
    rows.add(
      scope,
      "aws_iam_groups",
      [group],
      { account_id: account, arn: group, group_id: `AGPA${name}`, group_name: name },
      { Arn: group, GroupName: name, GroupPolicyList: inline(), ...carried() },
    );
  }
  draw.times(3, (number) => {
    const user = arn(`user/some/path/svc-${number}`);
    const groups = draw.some(["admins", "deployers", "gone"], 0.4);
    rows.add(
      scope,
      "aws_iam_users",
      [user],
      {
        account_id: account,
        arn: user,
        user_id: `AIDA${number}`,
        user_name: `svc-${number}`,
        email_tag: null,
        group_names: groups,
        permissions_boundary_arn: number === 2 ? own : null,
      },
      {
        Arn: user,
        UserName: `svc-${number}`,
        GroupList: groups,
        UserPolicyList: inline(),
        ...carried(),
        ...(number === 2
          ? { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: own } }
          : {}),
      },
    );
  });
}

function drawDocument(draw: Draw): Json {
  const statement = (effect: string, action: Json): Json => ({ Effect: effect, Action: action, Resource: "*" });
  return {
    Version: "2012-10-17",
    Statement: draw.pick<Json>([
      statement("Allow", "*"),
      [statement("Allow", ["s3:Get*", "s3:List*"])],
      [statement("Allow", "ec2:*"), statement("Deny", "iam:*")],
      statement("Deny", "s3:DeleteBucket"),
    ]),
  };
}
