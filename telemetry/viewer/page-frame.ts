import { createHash } from "node:crypto";
import { Html, html } from "./html.ts";
import { STYLE } from "./page-style.ts";

const REFRESH_SECONDS = 5;

// Replaces the page's content; what was focused stays focused and what was open stays open. It waits while the page is
// hidden, paused, or somebody is choosing a filter.
const SCRIPT = `
const button = document.getElementById("pause");
const state = document.getElementById("refresh-state");
let paused = sessionStorage.getItem("paused") === "yes";
function show() {
  button.textContent = paused ? "Resume" : "Pause";
  state.textContent = paused ? "Paused" : "Refreshes every ${REFRESH_SECONDS} s";
  sessionStorage.setItem("paused", paused ? "yes" : "no");
}
button.hidden = false;
button.addEventListener("click", () => { paused = !paused; show(); });
show();
async function refresh() {
  const main = document.querySelector("main");
  const active = document.activeElement;
  if (paused || document.hidden || active?.closest("form")) return;
  try {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!answer.ok || !fresh) return;
    for (const open of main.querySelectorAll("details[open][id]")) fresh.querySelector("#" + open.id)?.setAttribute("open", "");
    const key = main.contains(active) ? active.id || active.getAttribute("href") : null;
    const scrolled = [...main.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
    main.replaceWith(fresh);
    fresh.querySelectorAll(".scroll").forEach((box, index) => { box.scrollLeft = scrolled[index] ?? 0; });
    if (key) [...fresh.querySelectorAll("a, summary, [tabindex]")].find((one) => one.id === key || one.getAttribute("href") === key)?.focus({ preventScroll: true });
  } catch {
    state.textContent = "The viewer has stopped";
  }
}
setInterval(refresh, ${REFRESH_SECONDS * 1000});
`;

/** Allows our own script and style and nothing else: names of spans come from anywhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
  // The bars of the waterfall are placed by style attributes.
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

type Frame = { title: string; section: "traces" | "metrics"; refreshes: boolean; main: Html };

/** A whole page around its content. */
export function framePage({ title, section, refreshes, main }: Frame): string {
  const link = (name: Frame["section"], address: string, text: string) =>
    html`<a href="${address}"${section === name && html` aria-current="page"`}>${text}</a>`;
  const refresh = html`<div class="refresh"><span id="refresh-state">Reload to refresh</span>
<button id="pause" type="button" hidden>Pause</button></div>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Alxderia local run</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<header class="top"><strong>Alxderia, local run</strong>
<nav aria-label="Sections">${link("traces", "/", "Traces")}${link("metrics", "/metrics", "Metrics")}</nav>
${refreshes && refresh}</header>
<main>${main}</main>
${refreshes && html`<script>${new Html(SCRIPT)}</script>`}
</body>
</html>
`.toString();
}
