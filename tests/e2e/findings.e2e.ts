import { expectAccessible } from "./accessible.ts";
import { expect, signIn, test } from "./browser.ts";

test("an analyst goes from a number of the overview to a finding, accepts it with a reason, and opens it again", async ({
  page,
}) => {
  await signIn(page, "Analyst");
  const attention = page.getByRole("list", { name: "What deserves attention" });
  await attention.getByRole("link", { name: /Outside collaborators with write/ }).click();
  await expect(page).toHaveURL("/findings?rule=outside-collaborators-with-write");
  const table = page.getByRole("table", { name: "Findings of the rule Outside collaborators with write" });
  const link = table.getByRole("rowheader").first().getByRole("link");
  const subject = await link.innerText();
  await link.click();

  await expect(page.getByRole("heading", { name: subject, level: 1 })).toBeVisible();
  await expect(page.getByRole("table", { name: "Evidence" }).getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByText("SOC 2 CC6.6")).toBeVisible();
  await page.getByLabel("Reason, kept in the history and the audit log").fill("Contract until the end of the quarter");
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  const history = page.getByRole("list", { name: "History" }).getByRole("listitem");
  await expect(history.first()).toContainText("Contract until the end of the quarter");
  const address = page.url();

  await page.goto("/findings?rule=outside-collaborators-with-write&state=accepted");
  await expect(table.getByRole("rowheader")).toHaveText([subject]);
  await page.goto(address);
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(history.first()).toContainText("Opened again by");
  await expect(page.getByRole("button", { name: "Open again" })).toHaveCount(0);
});

test("an auditor reads a finding and cannot decide", async ({ page }) => {
  await signIn(page, "Auditor", "/findings");
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Decide" })).toHaveCount(0);
});

test("findings are listed, filtered and accepted before scripts have loaded", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await signIn(page, "Analyst", "/findings");
  await page.getByLabel("Severity").selectOption({ label: "Medium" });
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/severity=medium/);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await page.getByLabel("Reason, kept in the history and the audit log").fill("Without scripts");
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await expect(page.getByRole("list", { name: "History" }).getByRole("listitem").first()).toContainText(
    "Without scripts",
  );
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(page.getByRole("button", { name: "Accept", exact: true })).toBeVisible();
  await context.close();
});

for (const width of [390, 1440]) {
  test(`the command palette goes to a page, a finding and a question by the keyboard alone at ${width} pixels`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    await signIn(page, "Analyst");
    const search = page.getByRole("searchbox", { name: "Find" });
    const items = page.getByRole("menu", { name: "Found" }).getByRole("menuitem");
    const open = async (text: string) => {
      await page.getByRole("button", { name: /^Find/ }).waitFor();
      await page.keyboard.press("Control+k");
      await expect(items.first()).toBeVisible();
      await search.fill(text);
    };

    await open("Findings");
    await expect(items.filter({ hasText: "Page" })).toHaveCount(1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL("/findings");

    await open("dormant");
    await items.filter({ hasText: "Dormant privileged (90 days)" }).click();
    await expect(page).toHaveURL("/findings?rule=dormant-privileged");

    await open("is anything public");
    await items.filter({ hasText: "Is anything public?" }).first().click();
    await expect(page).toHaveURL(/\/ask\?question=/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
}

test("the open palette passes axe in both themes", async ({ page }) => {
  await signIn(page, "Analyst");
  await page.getByRole("button", { name: /^Find/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox", { name: "Find" }).fill("priya");
  await page.getByRole("menuitem").filter({ hasText: "Priya" }).first().waitFor();
  await expectAccessible(page);
});
