import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountEvidence, Decision, Resolution } from "./evidence.ts";
import { newPersonId } from "./person-ids.ts";
import { resolvePeople } from "./rules.ts";

type Some = Partial<AccountEvidence>;
const make =
  (provider: AccountEvidence["provider"]) =>
  (id: string, emails: string[], more: Some = {}): AccountEvidence => ({
    id: `${provider}/${id}`,
    provider,
    type: "user",
    nativeId: id,
    realm: "",
    name: null,
    status: "active",
    emails,
    primaryEmail: emails[0] ?? null,
    externalIds: [],
    noreply: false,
    listed: true,
    ...more,
  });
const workspace = make("google_workspace");
const identity = make("aws_identity_center");
const github = make("github");
const iam = make("aws_iam");

const run = (accounts: AccountEvidence[], decisions: Decision[] = [], links = new Map<string, string>()) =>
  listAll(resolvePeople({ accounts, links, decisions }));
const listAll = ({ people, emails, links, queue }: Resolution) => ({
  people: [...people],
  emails: [...emails],
  links: [...links],
  queue: [...queue],
});
type Listed = ReturnType<typeof listAll>;
const linksOf = (result: Listed) => new Map(result.links.map(({ accountId, personId }) => [accountId, personId]));
const again = (accounts: AccountEvidence[], before: Listed, decisions: Decision[]) =>
  run(accounts, decisions, linksOf(before));
/** Accounts by person, so that a test can speak of who is with whom. */
const together = (result: Listed) => {
  const groups = new Map<string, string[]>();
  for (const { accountId, personId } of result.links)
    groups.set(personId, [...(groups.get(personId) ?? []), accountId]);
  return [...groups.values()].map((group) => group.sort().join(" ")).sort();
};
const queued = (result: Listed) => result.queue.map(({ accountId, reason }) => `${accountId} ${reason}`);
const person = (account: AccountEvidence) => newPersonId(account);
const method = (result: Listed, account: AccountEvidence) =>
  result.links.find(({ accountId }) => accountId === account.id)?.method;

const ada = workspace("ada", ["ada@x.io", "a.okafor@x.io"], { name: "Ada Okafor", primaryEmail: "Ada@X.io" });
const bo = workspace("bo", ["bo@x.io"], { name: "Bo Lindqvist" });

describe("Workspace users", () => {
  test("make people", () => {
    const result = run([ada, bo]);
    expect(result.people.map(({ name }) => name).sort()).toEqual(["Ada Okafor", "Bo Lindqvist"]);
    expect(method(result, ada)).toBe("anchor");
  });

  test("have their primary address and aliases as e-mails", () => {
    expect(run([ada]).emails.map(({ email }) => email)).toEqual(["a.okafor@x.io", "ada@x.io"]);
  });

  test("stay people when suspended", () => {
    expect(run([{ ...ada, status: "suspended" }]).people).toHaveLength(1);
  });
});

describe("an Identity Center user", () => {
  test("attaches by an external id that is the id of an attached account", () => {
    const result = run([ada, identity("i1", [], { externalIds: ["ada"] })]);
    expect(result.links[0]).toEqual({
      accountId: "aws_identity_center/i1",
      personId: person(ada),
      method: "external_id",
      evidence: "ada",
    });
  });

  test("attaches by the external id of another that attaches by external id itself", () => {
    const chain = [ada, identity("i1", [], { externalIds: ["ada"] }), identity("i0", [], { externalIds: ["i1"] })];
    expect(together(run(chain))).toEqual(["aws_identity_center/i0 aws_identity_center/i1 google_workspace/ada"]);
  });

  test("attaches by the external id of a GitHub user that attaches only later", () => {
    const result = run([ada, identity("i1", ["i1@y.io"], { externalIds: ["77"] }), github("77", ["ada@x.io"])]);
    expect(result.people).toHaveLength(1);
  });

  test("with a text that is no e-mail has none", () => {
    expect(queued(run([identity("i1", ["CORP\\\\ada", "ada@corp"])]))).toEqual([
      "aws_identity_center/i1 missing_email",
    ]);
  });

  test("attaches by any of its e-mails, in any case", () => {
    const result = run([ada, identity("i1", ["other@y.io", " A.Okafor@X.io "])]);
    expect(together(result)).toEqual(["aws_identity_center/i1 google_workspace/ada"]);
    expect(method(result, identity("i1", []))).toBe("email");
  });

  test("brings its other e-mails to its person", () => {
    const result = run([ada, identity("i1", ["ada@x.io", "ada@y.io"]), github("1", ["ada@y.io"])]);
    expect(together(result)).toEqual(["aws_identity_center/i1 github/1 google_workspace/ada"]);
  });

  test("that is left with a usable e-mail becomes a person of its own", () => {
    const result = run([ada, identity("i1", ["cy@y.io"], { name: "Cy", primaryEmail: "Cy@Y.io" })]);
    expect(result.people).toContainEqual({ id: person(identity("i1", [])), name: "Cy", email: "Cy@Y.io" });
  });

  test("and others left that share e-mails by way of each other become one person", () => {
    const result = run([identity("i1", ["a@y.io"]), identity("i2", ["b@y.io"]), identity("i3", ["a@y.io", "b@y.io"])]);
    expect(result.people).toHaveLength(1);
    expect(result.queue).toEqual([]);
  });

  test("that names by external id one who is left becomes one person with it", () => {
    const result = run([identity("i1", ["a@y.io"], { externalIds: ["i2"] }), identity("i2", ["b@y.io"])]);
    expect(result.people).toHaveLength(1);
  });
});

describe("a GitHub user", () => {
  test.each(["verified_email", "saml", "public_email"] as const)("attaches by %s", (kind) => {
    const account = github("1", ["ada@x.io"], { emailMethods: [kind] });
    expect(method(run([ada, account]), account)).toBe(kind);
  });

  test("never matches by a noreply address, not even another one with the same", () => {
    const noreply = "1+ada@users.noreply.github.com";
    const result = run([github("1", [noreply]), github("2", [noreply]), identity("i1", [noreply])]);
    expect(result.links).toEqual([]);
    expect(queued(result)).toEqual([
      "aws_identity_center/i1 noreply_email",
      "github/1 noreply_email",
      "github/2 noreply_email",
    ]);
  });

  test("that is left with a usable e-mail becomes a person of its own, with others that share it", () => {
    const result = run([ada, github("1", ["d@z.io"], { name: "Dee" }), github("2", ["d@z.io"])]);
    expect(together(result)).toEqual(["github/1 github/2", "google_workspace/ada"]);
    expect(result.people).toContainEqual({ id: person(github("1", [])), name: "Dee", email: "d@z.io" });
  });

  test("joins by e-mail a person that Identity Center made", () => {
    expect(together(run([github("1", ["cy@y.io"]), identity("i1", ["cy@y.io"])]))).toEqual([
      "aws_identity_center/i1 github/1",
    ]);
  });
});

describe("an IAM user", () => {
  test("attaches by an email tag", () => {
    const account = iam("arn:1", ["ada@x.io"]);
    expect(method(run([ada, account]), account)).toBe("email_tag");
  });

  test("attaches to a person that GitHub made", () => {
    expect(together(run([github("1", ["d@z.io"]), iam("arn:1", ["d@z.io"])]))).toEqual(["aws_iam/arn:1 github/1"]);
  });

  test("whose tag names nobody is nobody, and its tag is nobody's e-mail", () => {
    const result = run([iam("arn:1", ["gone@x.io"]), iam("arn:2", ["gone@x.io"])]);
    expect(result).toEqual({ people: [], emails: [], links: [], queue: [] });
  });

  test("whose tag names two people is queued as a conflict", () => {
    const shared = [workspace("a", ["s@x.io"]), workspace("b", ["s@x.io"])];
    expect(queued(run([...shared, iam("arn:1", ["s@x.io"])]))).toEqual(["aws_iam/arn:1 conflict"]);
  });
});

describe("evidence that names two people links nothing and is a conflict", () => {
  test.each<[string, AccountEvidence[]]>([
    ["two e-mails", [identity("i1", ["ada@x.io", "bo@x.io"])]],
    ["an external id and an e-mail", [identity("i1", ["bo@x.io"], { externalIds: ["ada"] })]],
    ["two external ids", [identity("i1", [], { externalIds: ["ada", "bo"] })]],
    [
      "a verified and a public e-mail",
      [github("1", ["ada@x.io", "bo@x.io"], { emailMethods: ["verified_email", "public_email"] })],
    ],
  ])("%s", (_, accounts) => {
    const result = run([ada, bo, ...accounts]);
    expect(result.links).toHaveLength(2);
    expect(result.queue).toHaveLength(1);
    expect(result.queue[0]?.reason).toBe("conflict");
    expect(result.queue[0]?.candidates.map(({ name }) => name).sort()).toEqual(["Ada Okafor", "Bo Lindqvist"]);
  });

  test("an e-mail, and the external id of a user that attaches in the same stage", () => {
    const result = run([ada, bo, identity("a1", ["ada@x.io"], { externalIds: ["b2"] }), identity("b2", ["bo@x.io"])]);
    expect(queued(result)).toEqual(["aws_identity_center/a1 conflict"]);
  });

  test("an e-mail, and the external id of a user that becomes a person of its own", () => {
    const result = run([ada, identity("a1", ["ada@x.io"], { externalIds: ["b2"] }), identity("b2", ["new@x.io"])]);
    expect(queued(result)).toEqual(["aws_identity_center/a1 conflict"]);
  });

  test("two users that name each other by external id and different people by e-mail", () => {
    const a = identity("a1", ["ada@x.io"], { externalIds: ["b2"] });
    const b = identity("b2", ["bo@x.io"], { externalIds: ["a1"] });
    expect(queued(run([ada, bo, a, b]))).toEqual([
      "aws_identity_center/a1 conflict",
      "aws_identity_center/b2 conflict",
    ]);
  });

  test("a Workspace person and one that Identity Center made", () => {
    expect(queued(run([ada, identity("i1", ["cy@y.io"]), github("1", ["ada@x.io", "cy@y.io"])]))).toEqual([
      "github/1 conflict",
    ]);
  });

  test("an address that two Workspace users have", () => {
    expect(queued(run([ada, workspace("twin", ["ada@x.io"]), github("1", ["ada@x.io"])]))).toEqual([
      "github/1 conflict",
    ]);
  });

  test("an address that two users bring to two people at once takes neither from its own person", () => {
    const result = run([
      ada,
      bo,
      identity("i1", ["ada@x.io", "team@x.io"]),
      identity("i2", ["bo@x.io", "team@x.io"]),
      github("1", ["team@x.io"]),
    ]);
    expect(queued(result)).toEqual(["github/1 conflict"]);
    expect(result.emails.filter(({ email }) => email === "team@x.io")).toHaveLength(2);
  });
});

describe("the queue", () => {
  test("holds who has only a noreply address, with people of like name", () => {
    const result = run([
      ada,
      github("1", [], { noreply: true, name: "ADA OKAFOR" }),
      github("2", [], { noreply: true }),
    ]);
    expect(result.queue).toEqual([
      { accountId: "github/1", reason: "noreply_email", candidates: [{ personId: person(ada), name: "Ada Okafor" }] },
      { accountId: "github/2", reason: "noreply_email", candidates: [] },
    ]);
  });

  test("holds who has no e-mail, as name_only when somebody has a like name", () => {
    const result = run([ada, github("1", [], { name: "Okafor, Ada" }), identity("i1", [], { name: "Nobody Else" })]);
    expect(result.queue).toEqual([
      { accountId: "aws_identity_center/i1", reason: "missing_email", candidates: [] },
      { accountId: "github/1", reason: "name_only", candidates: [{ personId: person(ada), name: "Ada Okafor" }] },
    ]);
  });

  test("does not look at names where there is a usable e-mail", () => {
    const result = run([ada, github("1", ["other@z.io"], { name: "Ada Okafor" })]);
    expect(result.queue).toEqual([]);
    expect(result.people).toHaveLength(2);
  });

  test("never holds IAM users without a tag, bots, service accounts or orphans, and they are no people", () => {
    const result = run([
      ada,
      iam("arn:1", []),
      github("9", ["bot@z.io"], { type: "service_account" }),
      make("gcp")("sa@p.iam.gserviceaccount.com", ["sa@p.iam.gserviceaccount.com"], { type: "service_account" }),
      workspace("guest@y.io", ["guest@y.io"], { listed: false, status: "unknown" }),
      identity("orphan", [], { listed: false, status: "unknown" }),
    ]);
    expect(result.queue).toEqual([]);
    expect(result.links).toHaveLength(1);
  });
});

describe("name and e-mail of a person", () => {
  test("come from Workspace, else Identity Center, else GitHub, else the e-mail is the name", () => {
    const i = identity("i1", ["ada@x.io"], { name: "Ada (SSO)" });
    const g = github("1", ["ada@x.io"], { name: "adacodes" });
    expect(run([ada, i, g]).people).toEqual([{ id: person(ada), name: "Ada Okafor", email: "Ada@X.io" }]);
    expect(run([{ ...ada, name: null }, i, g]).people[0]?.name).toBe("Ada (SSO)");
    expect(run([{ ...ada, name: " " }, g]).people[0]?.name).toBe("adacodes");
    expect(run([{ ...ada, name: null }]).people[0]?.name).toBe("Ada@X.io");
  });
});

describe("people keep their ids", () => {
  test("when their anchor is another account than before", () => {
    const i = identity("i1", ["cy@y.io"]);
    const before = run([i]);
    const after = again([workspace("cy", ["cy@y.io"]), i], before, []);
    expect(after.people.map(({ id }) => id)).toEqual(before.people.map(({ id }) => id));
  });
});

describe("analysts", () => {
  const at = (n: number) => `2025-01-0${n}T00:00:00Z`;

  test("accept: the account is that person's whatever the evidence", () => {
    const accounts = [ada, bo, github("1", ["bo@x.io"]), github("2", [], { name: "x" })];
    const decisions: Decision[] = [
      { kind: "accept", accountId: "github/1", personId: person(ada), decidedAt: at(1) },
      { kind: "accept", accountId: "github/2", personId: person(bo), decidedAt: at(1) },
    ];
    const result = again(accounts, run(accounts), decisions);
    expect(together(result)).toEqual(["github/1 google_workspace/ada", "github/2 google_workspace/bo"]);
    expect(method(result, github("1", []))).toBe("decision");
    expect(again(accounts, result, decisions)).toEqual(result);
    expect(again(accounts, result, [])).toEqual(run(accounts));
  });

  test("accept of a person that is no more leaves the account to its evidence", () => {
    const accounts = [ada, github("1", ["ada@x.io"])];
    const decisions: Decision[] = [{ kind: "accept", accountId: "github/1", personId: "gone", decidedAt: at(1) }];
    expect(run(accounts, decisions)).toEqual(run(accounts));
  });

  test("accept of a conflict ends it", () => {
    const accounts = [ada, bo, github("1", ["ada@x.io", "bo@x.io"])];
    const decisions: Decision[] = [{ kind: "accept", accountId: "github/1", personId: person(bo), decidedAt: at(1) }];
    const result = again(accounts, run(accounts), decisions);
    expect(result.queue).toEqual([]);
    expect(result.emails).toEqual(run(accounts).emails);
  });

  test("reject: the evidence that is left may link", () => {
    const accounts = [ada, bo, github("1", ["ada@x.io", "bo@x.io"])];
    const decisions: Decision[] = [{ kind: "reject", accountId: "github/1", personId: person(ada), decidedAt: at(1) }];
    expect(together(again(accounts, run(accounts), decisions))).toContain("github/1 google_workspace/bo");
  });

  test("reject: the person is no candidate by name", () => {
    const accounts = [ada, github("1", [], { name: "Ada Okafor" })];
    const decisions: Decision[] = [{ kind: "reject", accountId: "github/1", personId: person(ada), decidedAt: at(1) }];
    expect(again(accounts, run(accounts), decisions).queue).toEqual([
      { accountId: "github/1", reason: "missing_email", candidates: [] },
    ]);
  });

  test("reject of the only e-mail evidence makes a person of its own and takes the address from nobody", () => {
    const accounts = [ada, identity("i1", ["ada@x.io"]), github("1", ["ada@x.io"])];
    const decisions: Decision[] = [
      { kind: "reject", accountId: "aws_identity_center/i1", personId: person(ada), decidedAt: at(1) },
    ];
    const result = again(accounts, run(accounts), decisions);
    expect(together(result)).toEqual(["aws_identity_center/i1", "github/1 google_workspace/ada"]);
    expect(result.queue).toEqual([]);
    expect(again(accounts, result, decisions)).toEqual(result);
  });

  test("reject keeps apart two that only share an address with each other", () => {
    const accounts = [github("1", ["d@z.io"]), github("2", ["d@z.io"])];
    const before = run(accounts);
    const rejected: Decision[] = ["1", "2"].map((id) => ({
      kind: "reject",
      accountId: `github/${id}`,
      personId: before.people[0]?.id ?? "",
      decidedAt: at(1),
    }));
    for (const decision of rejected) {
      const result = again(accounts, before, [decision]);
      expect(together(result)).toEqual(["github/1", "github/2"]);
      expect(again(accounts, result, [decision])).toEqual(result);
    }
  });

  test("merge: two people become one and the first id survives, again and again", () => {
    const accounts = [ada, bo, github("1", ["ada@x.io", "bo@x.io"])];
    for (const [first, second] of [[ada, bo] as const, [bo, ada] as const]) {
      const decisions: Decision[] = [
        { kind: "merge", personId: person(first), otherPersonId: person(second), decidedAt: at(1) },
      ];
      const result = again(accounts, run(accounts), decisions);
      expect(result.people.map(({ id }) => id)).toEqual([person(first)]);
      expect(together(result)).toEqual(["github/1 google_workspace/ada google_workspace/bo"]);
      expect(again(accounts, again(accounts, result, decisions), decisions)).toEqual(result);
      expect(
        again(accounts, result, [])
          .people.map(({ id }) => id)
          .sort(),
      ).toEqual([person(ada), person(bo)].sort());
    }
  });

  test("merge of people that Identity Center and GitHub made counts before later evidence", () => {
    const [i, g] = [identity("i1", ["cy@y.io"]), github("1", ["cy@z.io"])];
    const accounts = [i, g, iam("arn:1", ["cy@z.io"])];
    const decisions: Decision[] = [{ kind: "merge", personId: person(g), otherPersonId: person(i), decidedAt: at(1) }];
    const result = again(accounts, run(accounts), decisions);
    expect(together(result)).toEqual(["aws_iam/arn:1 aws_identity_center/i1 github/1"]);
    expect(result.people[0]?.id).toBe(person(g));
    expect(again(accounts, result, decisions)).toEqual(result);
  });

  test("split: the account leaves its person and is one of its own, without e-mail too", () => {
    const accounts = [ada, github("1", ["ada@x.io"]), iam("arn:1", ["ada@x.io"])];
    const decisions: Decision[] = ["github/1", "aws_iam/arn:1"].map((accountId) => ({
      kind: "split",
      accountId,
      personId: person(ada),
      decidedAt: at(1),
    }));
    const result = again(accounts, run(accounts), decisions);
    expect(together(result)).toEqual(["aws_iam/arn:1", "github/1", "google_workspace/ada"]);
    expect(again(accounts, result, decisions)).toEqual(result);
  });

  test("split of the anchor: the rest stays one person and keeps its id", () => {
    const accounts = [ada, identity("i1", ["ada@x.io"]), github("1", ["ada@x.io"]), iam("arn:1", ["ada@x.io"])];
    const decisions: Decision[] = [{ kind: "split", accountId: ada.id, personId: person(ada), decidedAt: at(1) }];
    const result = again(accounts, run(accounts), decisions);
    expect(together(result)).toEqual(["aws_iam/arn:1 aws_identity_center/i1 github/1", "google_workspace/ada"]);
    expect(linksOf(result).get("github/1")).toBe(person(ada));
    expect(again(accounts, result, decisions)).toEqual(result);
  });

  test("the later decision wins", () => {
    const accounts = [ada, bo, github("1", ["ada@x.io"])];
    const to = (who: AccountEvidence, kind: Decision["kind"], n: number): Decision => ({
      kind,
      accountId: "github/1",
      personId: person(who),
      decidedAt: at(n),
    });
    const outcome = (...decisions: Decision[]) => linksOf(again(accounts, run(accounts), decisions)).get("github/1");
    expect(outcome(to(bo, "accept", 1), to(ada, "accept", 2))).toBe(person(ada));
    expect(outcome(to(ada, "accept", 2), to(bo, "accept", 1))).toBe(person(ada));
    expect(outcome(to(bo, "accept", 1), to(bo, "reject", 2))).toBe(person(ada));
    expect(outcome(to(ada, "split", 1), to(ada, "accept", 2))).toBe(person(ada));
    expect(outcome(to(bo, "accept", 1), to(ada, "split", 2))).toBe(person(github("1", [])));
  });

  test("a split after a merge undoes it for that account", () => {
    const accounts = [ada, bo];
    const merge: Decision = { kind: "merge", personId: person(ada), otherPersonId: person(bo), decidedAt: at(1) };
    const merged = again(accounts, run(accounts), [merge]);
    const split: Decision = { kind: "split", accountId: bo.id, personId: person(ada), decidedAt: at(2) };
    const result = again(accounts, merged, [merge, split]);
    expect(result.people.map(({ id }) => id).sort()).toEqual([person(ada), person(bo)].sort());
  });
});

const small = fc.record({
  provider: fc.constantFrom(workspace, identity, github, iam),
  emails: fc.uniqueArray(fc.constantFrom("a@x.io", "b@x.io", "c@x.io", "d@x.io", "n@users.noreply.github.com"), {
    maxLength: 3,
  }),
  externalIds: fc.uniqueArray(fc.constantFrom("0", "1", "2", "3", "4", "5"), { maxLength: 2 }),
  name: fc.constantFrom(null, "Ada Okafor", "Bo Lindqvist"),
});
const organisation = fc
  .array(small, { maxLength: 9 })
  .map((list) =>
    list.map(({ provider, emails, externalIds, name }, i) => provider(String(i), emails, { externalIds, name })),
  );
const choices = fc.array(
  fc.record({
    kind: fc.constantFrom("accept", "reject", "merge", "split" as const),
    account: fc.nat(8),
    person: fc.nat(8),
    other: fc.nat(8),
    day: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 4 },
);

test("the outcome does not depend on the order of the input, and every account has at most one place", () => {
  fc.assert(
    fc.property(organisation, choices, fc.boolean(), (accounts, picks, warm) => {
      const first = run(accounts);
      const decisions = picks.map(
        ({ kind, account, person: p, other, day }): Decision => ({
          kind,
          accountId: accounts[account]?.id,
          personId: first.people[p]?.id,
          otherPersonId: first.people[other]?.id,
          decidedAt: `2025-01-0${day}T00:00:00Z`,
        }),
      );
      const links = warm ? linksOf(first) : new Map<string, string>();
      const result = run(accounts, decisions, links);
      expect(run([...accounts].reverse(), [...decisions].reverse(), links)).toEqual(result);
      const places = [...result.links, ...result.queue].map(({ accountId }) => accountId);
      expect(new Set(places).size).toBe(places.length);
      expect(new Set(result.people.map(({ id }) => id)).size).toBe(result.people.length);
      const ids = new Set(result.people.map(({ id }) => id));
      expect(result.links.every(({ personId }) => ids.has(personId))).toBe(true);
      expect(result.emails.every(({ personId }) => ids.has(personId))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("without decisions a second run changes nothing", () => {
  fc.assert(
    fc.property(organisation, (accounts) => {
      const first = run(accounts);
      expect(again(accounts, first, [])).toEqual(first);
    }),
    { numRuns: 300 },
  );
});

test("three hundred thousand accounts of a hundred thousand people take seconds", () => {
  const accounts: AccountEvidence[] = [];
  for (let i = 0; i < 100_000; i++) {
    const name = `First${i % 900} Last${i % 7_001}`;
    accounts.push(workspace(`w${i}`, [`p${i}@x.io`, `alias${i}@x.io`], { name }));
    accounts.push(
      identity(`i${i}`, i % 10 === 0 ? [] : [`p${i}@x.io`], { name, externalIds: i % 3 === 0 ? [`w${i}`] : [] }),
    );
    accounts.push(
      github(`${i}`, i % 4 === 0 ? [] : [i % 9 === 0 ? `own${i}@y.io` : `alias${i}@x.io`], {
        name,
        noreply: i % 8 === 0,
      }),
    );
  }
  const start = performance.now();
  const result = run(accounts);
  expect(performance.now() - start).toBeLessThan(45_000);
  expect(result.links.length + result.queue.length).toBe(300_000);
});
