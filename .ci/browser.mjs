// Opens reports in Chromium: nothing is loaded or said, filters and copying work, nothing overflows, axe-core is content.
// node browser.mjs HOSTILE MOCK LARGE DIFFERENCE SHOTS
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [hostile, mock, large, difference, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(shots, { recursive: true });

let wrong = 0;
const expect = (fine, what) => {
  if (fine) return;
  wrong += 1;
  console.error(`WRONG: ${what}`);
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

// A page in a context of its own; whatever it says or asks for is wrong.
const open = async (file, { hash = "", ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const address = `file://${file}`;
  page.on("console", (message) => expect(false, `${file} says: ${message.text()}`));
  page.on("pageerror", (error) => expect(false, `${file} throws: ${error}`));
  page.on("request", (request) => expect(request.url().split("#")[0] === address || request.url() === "data:,", `${file} asks for ${request.url()}`));
  const began = Date.now();
  await page.goto(address + hash);
  return { page, context, took: Date.now() - began };
};
const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
const shown = (page, what) => page.evaluate((what) => Array.from(document.querySelectorAll(what)).filter((n) => !n.closest(".off")).length, what);

// Both schemes and a narrow window: nothing wider than the window, nothing for axe-core to complain about.
for (const [name, file] of [["hostile", hostile], ["mock", mock], ["difference", difference]]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1200, 400]) {
      const label = `${name}-${colorScheme}-${width}`;
      const { page, context } = await open(file, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      await page.screenshot({ path: join(shots, `${label}.png`) });
      if (name !== "mock") await openAll(page);
      const wide = await page.evaluate(() => {
        const room = document.documentElement.clientWidth;
        const out = Array.from(document.querySelectorAll("main *, header *, footer *"))
          .filter((n) => n.getBoundingClientRect().right > room + 1 && !n.closest(".wide, svg"));
        return { scroll: document.documentElement.scrollWidth, room, out: out.slice(0, 5).map((n) => `${n.tagName}.${n.className} ${n.textContent.slice(0, 60)}`) };
      });
      expect(wide.scroll <= wide.room && wide.out.length === 0, `${label} overflows: ${JSON.stringify(wide)}`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      for (const v of violations) {
        expect(false, `${label}: axe-core: ${v.id} (${v.impact}): ${v.help}: ${v.nodes.length} times, ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`);
      }
      await page.screenshot({ path: join(shots, `${label}-open.png`), fullPage: true });
      await context.close();
    }
  }
}
console.log("colour schemes, widths, axe-core: looked at");

// Filters.
{
  const { page, context } = await open(hostile);
  const all = await shown(page, ".case");
  expect(all === 12, `${all} cases are shown at first`);
  await page.selectOption("#f-verdict", "inconclusive");
  await page.waitForFunction(() => document.getElementById("f-told").textContent !== "");
  expect(await shown(page, ".case") === 3, "three cases are inconclusive");
  expect(await shown(page, ".case.failed") === 0, "none of them failed");
  await page.selectOption("#f-verdict", "waived");
  await page.waitForFunction(() => document.getElementById("f-told").textContent.startsWith("1 of"));
  expect(await page.locator(".case:not(.off) .chip", { hasText: "waived" }).count() === 1, "one failed and is waived");
  const cards = async () => page.locator(".card[data-reason]:not(.off)").evaluateAll((all) => all.map((c) => c.className).join(", "));
  expect(await cards() === "card waived", `one waiver is shown, and nothing that broke: ${await cards()}`);
  await page.selectOption("#f-verdict", "flaky");
  await page.waitForFunction(() => document.querySelector(".case.passed:not(.off)") !== null);
  expect(await shown(page, ".case") === 1 && await shown(page, ".case[data-flaky]") === 1, "one case is flaky");
  expect(await cards() === "", "a flaky case broke nothing");
  await page.click("#f-reset");
  expect(await shown(page, ".case") === all, "all are back");
  await page.selectOption("#f-reason", { index: 1 });
  await page.waitForFunction(() => document.getElementById("f-told").textContent !== "");
  expect(await cards() === "card failed", `one mistake is shown: ${await cards()}`);
  const reason = await page.locator(".card[data-reason]:not(.off)").getAttribute("data-reason");
  const with_it = await page.locator(".case:not(.off)").evaluateAll((all, r) => all.every((c) => c.dataset.reasons.split(" ").includes(r)) && all.length, reason);
  expect(with_it > 0, "the cases that have it are shown");
  await page.click("#f-reset");
  await page.selectOption("#f-clause", { label: "active-filters" });
  await page.waitForFunction(() => document.getElementById("f-told").textContent !== "");
  expect(await shown(page, ".case") === 1 && await shown(page, ".clause") === 1, "one case looked at active-filters");
  await page.click("#f-reset");
  await page.fill("#f-text", "MEGABYTE");
  await page.waitForFunction(() => document.getElementById("f-told").textContent !== "");
  expect(await shown(page, ".case") === 1, "one case speaks of a megabyte");
  await page.click("#f-reset");
  await page.selectOption("#f-contract", "gone/<i>contract");
  await page.waitForFunction(() => document.getElementById("f-told").textContent !== "");
  expect(await shown(page, ".case") === 1 && await shown(page, ".clause") === 0, "one case is of the contract that is gone");
  expect(await cards() === "card failed", "and one mistake");
  expect(await page.evaluate(() => Array.from(document.querySelectorAll("#f-clause optgroup")).every((g) => g.hidden)), "no clause of others can be chosen");
  await context.close();
}

// Copying, by mouse and by keyboard; what is copied is the command as a shell reads it.
{
  const { page, context } = await open(hostile, { permissions: ["clipboard-read", "clipboard-write"] });
  const button = page.locator("pre.curl button").first();
  const command = await page.locator("pre.curl").first().evaluate((pre) => pre.lastChild.textContent);
  await button.click();
  await page.waitForFunction(() => document.querySelector("pre.curl button").textContent === "Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText()) === command, "the clipboard has the command");
  expect(command.startsWith("curl ") && command.includes("'\\''"), `it is a command: ${command}`);
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await button.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("curl "));
  await context.close();
}

// A link to a case opens it; the first stop of the keyboard skips to what broke.
{
  const { page, context } = await open(hostile, { hash: "#case-acme/members::list::every-page" });
  const case_ = page.locator("[id='case-acme/members::list::every-page']");
  expect(await case_.evaluate((d) => d.open && d.parentElement.open), "the case is open");
  expect(await case_.evaluate((d) => { const r = d.getBoundingClientRect(); return r.top >= -1 && r.top < innerHeight; }), "it is in sight");
  await page.goto(`file://${hostile}`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.className) === "skip", "Tab reaches the skip link");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement.id) === "main", "it leads to what broke");
  await context.close();
}

// What a link leads to does not come to stand below the filters, and a card's button shows all its cases.
for (const width of [1200, 760, 400]) {
  const { page, context } = await open(hostile, { viewport: { width, height: 700 } });
  for (const to of await page.evaluate(() => Array.from(document.querySelectorAll("nav a, .telling a, .stack th a")).map((a) => a.hash))) {
    await page.evaluate((to) => { location.hash = to; }, to);
    await page.waitForTimeout(60);
    const covered = await page.evaluate((to) => {
      const bar = document.getElementById("filter");
      const top = document.getElementById(decodeURIComponent(to.slice(1))).getBoundingClientRect().top;
      const below = getComputedStyle(bar).position === "sticky" ? bar.getBoundingClientRect().bottom : 0;
      return below - top;
    }, to);
    expect(covered <= 0, `${to} is covered by ${covered} pixels of the filters at ${width}`);
  }
  await context.close();
}
{
  const { page, context } = await open(large);
  const button = page.locator("button.only").first();
  const all = Number((await button.textContent()).replace(/[^0-9]/g, ""));
  await button.click();
  expect(await shown(page, ".case") === all, `${all} cases are shown`);
  expect(await page.evaluate(() => document.getElementById("deviating").getBoundingClientRect().top < innerHeight), "they are in sight");
  await context.close();
}

// Without scripts everything is there to read, and the filters are not.
{
  const { page, context } = await open(hostile, { javaScriptEnabled: false });
  expect(!(await page.locator("#filter").isVisible()), "no filters without scripts");
  const folded = page.locator("details.group > summary").first();
  await folded.click();
  expect(await page.locator("details.group .case").first().isVisible(), "folded parts open");
  await context.close();
}

// On paper.
{
  const { page, context } = await open(hostile);
  const pdf = await page.pdf({ path: join(shots, "hostile.pdf"), format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
  expect(pdf.length > 20_000, "it prints");
  const opened = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const open = Array.from(document.querySelectorAll(".case")).map((c) => [c.dataset.verdict, c.open]);
    dispatchEvent(new Event("afterprint"));
    return open.every(([verdict, is]) => is === (verdict === "failed"));
  });
  expect(opened, "on paper failed cases are open, and no other");
  await context.close();
  const other = await open(difference);
  expect((await other.page.pdf({ path: join(shots, "difference.pdf"), format: "A4" })).length > 10_000, "so does a comparison");
  await other.context.close();
}

// 10,000 cases open, and can be filtered.
{
  const { page, context, took } = await open(large);
  const began = Date.now();
  await page.fill("#f-text", "every page 4321");
  await page.waitForFunction(() => document.getElementById("f-told").textContent !== "", undefined, { timeout: 60_000 });
  expect(await shown(page, ".case") === 1, "one of 10,000 cases is found");
  console.log(`10,000 cases: opened in ${took} ms, filtered in ${Date.now() - began} ms`);
  await context.close();
}

// The policy holds: what is smuggled in does not run. (Chromium says so on the console, so this comes without `open`.)
{
  const page = await browser.newPage();
  await page.goto(`file://${hostile}`);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.smuggled = true";
    document.body.append(script);
    return globalThis.smuggled === true;
  });
  expect(!ran, "a foreign script does not run");
}

await browser.close();
console.log(wrong === 0 ? "The HTML report is as it should be." : `${wrong} things are wrong.`);
process.exit(wrong === 0 ? 0 : 1);
