import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DMITRI, ORGANISATION, PRIYA } from "./browser.ts";
import { type Desk, expect, task, tellTaken, test } from "./desk.ts";

// A snapshot of every long table before and after every step takes longer than the steps.
test.use({ trace: "off" });
tellTaken();

const heading = ({ page }: Desk) => page.getByRole("heading", { level: 1 });
const menu = ({ page }: Desk, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true });

/** Goes to what is called so, by the palette and the keyboard alone. */
async function find(desk: Desk, text: string, entry: string): Promise<void> {
  const { page, press, type } = desk;
  await press("Control+k");
  await expect(page.getByRole("searchbox", { name: "Find" })).toBeFocused();
  await type(text);
  const items = page.getByRole("menuitem");
  await items.filter({ has: page.getByText(entry, { exact: true }) }).waitFor();
  const chosen = items.and(page.locator("[data-focused]")).getByText(entry, { exact: true });
  for (let at = 0; at < (await items.count()) && !(await chosen.isVisible()); at += 1) await press("ArrowDown");
  await press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(heading(desk)).toHaveText(entry);
}

/** Types into a field that proposes, and takes the first proposal. */
async function propose(desk: Desk, field: string, text: string, proposal: string): Promise<void> {
  const input = desk.page.getByRole("combobox", { name: field });
  await expect(input).toBeFocused();
  await desk.type(text);
  await desk.page.getByRole("option").filter({ hasText: proposal }).first().waitFor();
  await desk.press("ArrowDown");
  await expect(input).toHaveAttribute("aria-activedescendant");
  await desk.press("Enter");
  await expect(input).toHaveValue(proposal);
}

task("find who can write to a repository", 1, async (desk) => {
  const { page } = desk;
  await find(desk, "payments-core", "payments-core");
  await expect(page.getByRole("table", { name: "Admins and owners" })).toContainText("pixelforge-dev");
  await desk.click(page.getByRole("main").getByRole("link", { name: /^Write/ }));
  await expect(page).toHaveURL(/privilege=write/);
  const rows = page.getByRole("table", { name: "Effective access" }).getByRole("row");
  await expect(rows.filter({ hasText: "payments-core" }).nth(1)).toBeVisible();
});

task("see why a person reaches the whole cloud", 1, async (desk) => {
  await find(desk, "priya", "Priya Raghunathan");
  const why = desk.page.getByRole("link", { name: /^Why Priya Raghunathan has access to northwind.example/ });
  await desk.click(why.first());
  await expect(heading(desk)).toHaveText("Why Priya Raghunathan reaches northwind.example");
  const paths = desk.page.getByRole("list", { name: "Paths", exact: true }).getByRole("listitem");
  const owner = paths.filter({ hasText: "roles/owner" }).first();
  for (const group of ["budget-reviewers", "cloud-governance", "gcp-organization-admins"]) {
    await expect(owner).toContainText(group);
  }
});

task("learn what must be removed so that an access ends, and who else it hits", 3, async (desk) => {
  const { page } = desk;
  await desk.click(menu(desk, "Explain"));
  await page.getByRole("combobox", { name: "Person" }).waitFor();
  await desk.click(page.getByRole("combobox", { name: "Person" }));
  await propose(desk, "Person", "priya.r", PRIYA);
  await desk.press("Tab");
  await propose(desk, "Resource", "organizations/4815", ORGANISATION);
  await desk.press("Enter");
  const ways = page.getByRole("list", { name: "Ways to end the access" }).locator("> li");
  await expect(ways.first()).toContainText("budget-reviewers");
  await expect(ways.first()).toContainText("Nobody else loses anything");
  const grant = ways.filter({ hasText: "The grant of roles/owner" });
  await desk.click(grant.getByText("Who else loses what"));
  await expect(grant.getByRole("link", { name: "Kofi Mensah" }).first()).toBeVisible();
});

task("accept an account's person in the queue with its effect in sight, and undo it", 1, async (desk) => {
  const { page, press } = desk;
  const reasons = page.getByRole("table", { name: "Accounts waiting for a decision, by reason" });
  await desk.click(reasons.getByRole("link", { name: "Name only" }));
  await expect(page).toHaveURL("/queue?reason=name_only");
  const waiting = page.getByRole("list", { name: "Accounts waiting for a decision" }).locator("> li");
  const label = (await waiting.first().getByRole("heading").textContent()) ?? "";
  await press("j");
  await expect(waiting.first()).toHaveAttribute("aria-current", "true");
  await expect(waiting.first()).toContainText("If accepted: 1 account moves");
  await press("a");
  await expect(page.getByRole("status").filter({ hasText: "Accepted" })).toBeVisible();
  await expect(waiting.getByRole("heading", { name: label, exact: true })).toHaveCount(0);
  await press("u");
  await expect(page.getByRole("status").filter({ hasText: "Undone" })).toBeVisible();
  await expect(waiting.first().getByRole("heading")).toHaveText(label);
});

task("see which suspended people still reach something, and what", 2, async (desk) => {
  const attention = desk.page.getByRole("list", { name: "What deserves attention" });
  await desk.click(attention.getByRole("link", { name: /Suspended and still granted/ }));
  const rows = desk.page.getByRole("table", { name: "Findings of the rule Suspended and still granted" });
  const first = rows.getByRole("rowheader").first().getByRole("link");
  const person = await first.innerText();
  await desk.click(first);
  await expect(heading(desk)).toHaveText(person);
  await expect(desk.page.getByRole("table", { name: "Evidence" }).getByRole("row").nth(1)).toBeVisible();
});

task("compare two people", 3, async (desk) => {
  const { page } = desk;
  await find(desk, "priya", "Priya Raghunathan");
  await desk.click(page.getByRole("link", { name: "Compare with somebody" }));
  const field = page.getByRole("combobox", { name: "Compare Priya Raghunathan with" });
  await desk.click(field);
  await propose(desk, "Compare Priya Raghunathan with", "dmitri", DMITRI);
  await desk.press("Enter");
  await expect(heading(desk)).toHaveText("Priya Raghunathan and Dmitri Volkov");
  await expect(page.getByRole("table", { name: "Only Priya Raghunathan" })).toContainText("northwind.example");
  await desk.click(page.getByRole("link", { name: /^By another path|^At another level/ }).first());
  await expect(page).toHaveURL(/show=level/);
});

task("export exactly what is shown: these rows, these columns", 5, async (desk) => {
  const { page } = desk;
  await desk.click(menu(desk, "Access"));
  const facets = page.getByRole("navigation", { name: "Narrow the list" });
  const workspace = facets.getByRole("link", { name: /^Google Workspace/ });
  await desk.click(workspace);
  await expect(workspace).toHaveAttribute("aria-current", "true");
  await desk.click(page.getByRole("searchbox", { name: "Search" }));
  await desk.type("Raghunathan");
  await desk.press("Enter");
  await expect(page).toHaveURL(/provider=google_workspace.*search=Raghunathan/);
  const table = page.getByRole("table", { name: "Effective access" });
  const rows = table.getByRole("rowheader");
  await expect(rows.filter({ hasNotText: "Priya Raghunathan" })).toHaveCount(0);
  const save = async (name: string, of: "button" | "link") => {
    const started = page.waitForEvent("download");
    await desk.click(page.getByRole(of, { name }));
    return (await readFile(await (await started).path(), "utf8")).trim().split("\r\n");
  };
  const shown = await save("Save shown", "button");
  expect(shown).toHaveLength((await rows.count()) + 1);
  expect(shown[0]).toContain("Privilege");
  // The whole list, of which a page is on show.
  const everything = await save("CSV", "link");
  expect(everything[0]).toContain("person_name");
  expect(everything.length).toBeGreaterThanOrEqual(shown.length);
  for (const row of [...shown.slice(1), ...everything.slice(1)]) expect(row).toContain("Raghunathan");
});

task("ask in English, narrow the answer and follow its receipt", 4, async (desk) => {
  const { page } = desk;
  await desk.click(menu(desk, "Ask"));
  await expect(page.getByRole("textbox", { name: "Your question" })).toBeFocused();
  await desk.type(`Who can access “${ORGANISATION}”?`);
  await desk.press("Enter");
  await expect(heading(desk)).toHaveText(`Who can access “${ORGANISATION}”?`);
  const rows = page.getByRole("table", { name: "Answer" }).getByRole("row");
  const before = await rows.count();
  await desk.click(page.getByRole("textbox", { name: /^Follow up/ }));
  await desk.type("only the owners");
  await desk.press("Enter");
  await expect(heading(desk)).toHaveText("only the owners");
  await expect.poll(() => rows.count()).toBeLessThan(before);
  await desk.click(page.locator("summary", { hasText: "SQL" }));
  await expect(page.locator("pre").filter({ hasText: "access_holdings" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Freshness of the sources" })).toBeVisible();
  await desk.click(page.getByRole("link", { name: "Priya Raghunathan" }).first());
  await expect(heading(desk)).toHaveText("Priya Raghunathan");
});

test.describe("a bundle and what it brings", () => {
  // Changes of the last week are those that the upload made.
  test.describe.configure({ mode: "serial" });

  const stamp = Date.now().toString(36);
  const organisation = `labs-${stamp}`;

  /** Another organisation on GitHub, with one member and one repository; a name of its own for every run. */
  async function writeBundle(folder: string): Promise<void> {
    const id = Date.now() % 1_000_000_000;
    const member = { login: `marit-${stamp}`, id, type: "User", site_admin: false };
    const emails = [{ node: { login: member.login, databaseId: id, organizationVerifiedDomainEmails: [MARIT] } }];
    const files = {
      "org.json": { login: organisation, id, default_repository_permission: "none" },
      "members.json": [member],
      "members-admin.json": [],
      "outside-collaborators.json": [],
      "teams.json": [],
      "repos.json": [{ id, name: "atlas", full_name: `${organisation}/atlas`, private: true, visibility: "private" }],
      "collaborators/atlas.json": [{ ...member, role_name: "maintain" }],
      "verified-emails.json": { data: { organization: { membersWithRole: { edges: emails } } } },
    };
    const root = path.join(folder, "github", organisation);
    await mkdir(path.join(root, "collaborators"), { recursive: true });
    for (const [name, value] of Object.entries(files)) {
      await writeFile(path.join(root, name), JSON.stringify(value));
    }
  }

  const MARIT = "marit.solheim@northwind.example";

  task("upload an export, look at what it would change, and apply it", 4, async (desk) => {
    const { page } = desk;
    const folder = test.info().outputPath("export");
    await writeBundle(folder);
    await desk.click(menu(desk, "Sources"));
    await desk.choose(page.getByLabel(/^A folder/), folder);
    await desk.click(page.getByRole("button", { name: "Compare folder" }));
    const difference = page.getByRole("table", { name: `What would change in github/${organisation}` });
    const repositories = difference.getByRole("row").filter({ hasText: "GitHub repositories" });
    await expect(repositories.getByRole("cell").first()).toHaveText("1");
    await expect(page.getByText("Applying it means:")).toBeVisible();
    await desk.click(page.getByRole("button", { name: "Apply" }));
    await expect(page.getByRole("status").filter({ hasText: "Applied." })).toBeVisible({ timeout: 30_000 });
  });

  task("see what changed since last week, and by which grant", 2, async (desk) => {
    const { page } = desk;
    await desk.click(menu(desk, "Changes"));
    await desk.click(page.getByRole("link", { name: "Last 7 days" }));
    await expect(page).toHaveURL(/from=/);
    const gained = page
      .getByRole("row")
      .filter({ hasText: `marit-${stamp}` })
      .filter({ hasText: "atlas" });
    await expect(gained).toContainText("Gained");
    await expect(gained).toContainText("maintain");
  });
});
