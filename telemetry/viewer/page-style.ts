/** The viewer's whole style. Colours follow the system's theme and keep 4.5:1 for text in both. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(#f7f7f8, #0e0f11); --surface: light-dark(#fff, #15171a); --raised: light-dark(#f1f1f3, #1d2024);
  --line: light-dark(#e3e4e8, #282c32); --line-strong: light-dark(#8b909a, #6b727d);
  --ink: light-dark(#17191c, #eceef1); --soft: light-dark(#4b5059, #b3b9c3);
  --accent: light-dark(#3b53c4, #9db0ff); --bad: light-dark(#ab1f1f, #ffa3a0); --bad-soft: light-dark(#fdecec, #391616);
  --server: light-dark(#3b53c4, #8fa4ff); --client: light-dark(#0f6f7f, #5cc3d6); --internal: light-dark(#7a7f89, #8d95a1);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--ink); }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header.top { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; padding: 10px 24px;
  background: var(--surface); border-bottom: 1px solid var(--line); }
header.top strong { font-size: 15px; margin-right: 4px; }
nav { display: flex; gap: 4px; }
nav a { padding: 4px 10px; border-radius: 6px; text-decoration: none; color: var(--soft); }
nav a:hover { background: var(--raised); }
nav a[aria-current] { background: var(--raised); color: var(--ink); font-weight: 600; }
.refresh { margin-left: auto; display: flex; align-items: center; gap: 10px; color: var(--soft); font-size: 13px; }
main { max-width: 1240px; margin: 0 auto; padding: 20px 24px 48px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 28px 0 8px; }
p { margin: 0 0 12px; }
.soft { color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.bad { color: var(--bad); font-weight: 600; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.notice { padding: 20px; }
.notice p:last-child, .notice pre { margin-bottom: 0; }
pre, code { font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { background: var(--raised); border-radius: 6px; padding: 10px 12px; overflow-x: auto; margin: 8px 0 12px; }
button, select { font: inherit; font-size: 13px; min-height: 32px; padding: 3px 10px; color: var(--ink);
  background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; }
button { cursor: pointer; }
button:hover { background: var(--raised); }
form.filter { display: flex; flex-wrap: wrap; align-items: end; gap: 10px 16px; margin: 14px 0; }
form.filter label { display: grid; gap: 2px; font-size: 12px; color: var(--soft); }
form.filter label.check { display: flex; align-items: center; gap: 6px; min-height: 32px; font-size: 13px; color: var(--ink); }
form.filter select { min-width: 150px; max-width: 100%; }
.scroll { position: relative; overflow-x: auto; }
.scroll:focus-visible { outline-offset: -2px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { text-align: left; font-weight: 600; font-size: 12px; color: var(--soft); white-space: nowrap; }
th, td { padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: middle; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover { background: var(--raised); }
tbody th { color: var(--ink); font-size: 13px; font-weight: 500; white-space: normal; overflow-wrap: anywhere; min-width: 160px; }
.whole { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.meter { display: block; height: 6px; min-width: 60px; border-radius: 3px; background: var(--raised); }
.meter i { display: block; height: 100%; min-width: 2px; border-radius: 3px; background: var(--server); }
.meter.failed i { background: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 12px; margin: 0; padding: 0; list-style: none; }
.tile { padding: 12px 14px; display: grid; gap: 2px; align-content: start; }
.tile .title { font-size: 12px; color: var(--soft); }
.tile .value { font-size: 22px; line-height: 1.25; font-weight: 600; }
.tile .detail { font-size: 12px; color: var(--soft); }
svg.spark { display: block; width: 100%; height: 30px; margin-top: 6px; color: var(--server); }
td svg.spark { width: 120px; height: 20px; margin: 0; }
.facts { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 20px; margin: 6px 0 16px; padding: 0; list-style: none; color: var(--soft); font-size: 13px; }
.facts b { color: var(--ink); font-weight: 600; }
.waterfall { list-style: none; margin: 0; padding: 0; }
.waterfall > li + li { border-top: 1px solid var(--line); }
.waterfall summary { display: grid; grid-template-columns: minmax(180px, 34%) 1fr 84px; gap: 12px; align-items: center;
  padding: 6px 12px; cursor: pointer; list-style: none; }
.waterfall summary::-webkit-details-marker { display: none; }
.waterfall summary:hover { background: var(--raised); }
.waterfall summary:focus-visible { outline-offset: -2px; }
.waterfall .name { padding-left: calc(min(var(--depth), 12) * 14px); overflow-wrap: anywhere; line-height: 1.35; }
.waterfall .name::before { content: "▸"; display: inline-block; width: 14px; color: var(--soft); }
.waterfall details[open] .name::before { content: "▾"; }
.lane { position: relative; height: 14px; border-radius: 3px; background: var(--raised); overflow: hidden; }
.lane i { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; background: var(--internal); }
.lane .server { background: var(--server); } .lane .client { background: var(--client); }
.lane .failed { background: var(--bad); }
.scale { display: grid; grid-template-columns: minmax(180px, 34%) 1fr 84px; gap: 12px; padding: 6px 12px; font-size: 12px;
  color: var(--soft); border-bottom: 1px solid var(--line); }
.scale > span:nth-child(2) { display: flex; justify-content: space-between; }
.inside { padding: 12px 16px 14px 28px; background: var(--raised); }
.inside .facts { margin-top: 0; margin-bottom: 10px; }
.inside table { background: var(--surface); border: 1px solid var(--line); table-layout: fixed; }
.inside th { width: 38%; } .inside td, .inside tbody th { overflow-wrap: anywhere; min-width: 0; }
.inside h3 { font-size: 12px; margin: 12px 0 4px; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; }
summary.all { cursor: pointer; padding: 10px 14px; font-weight: 600; }
@media (max-width: 640px) {
  main { padding: 16px 12px 40px; } header.top { padding: 10px 12px; }
  .waterfall summary, .scale { grid-template-columns: 1fr 70px; }
  .waterfall summary .lane { grid-column: 1 / -1; grid-row: 2; } .waterfall .name { padding-left: calc(min(var(--depth), 8) * 8px); }
  .scale > span:first-child, .scale > span:last-child { display: none; } .scale > span:nth-child(2) { grid-column: 1 / -1; }
  th, td { padding: 7px 8px; } .wide { display: none; } .inside { padding: 10px 8px 12px; } .inside th { width: 46%; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; } .tile .value { font-size: 19px; }
  tbody th { min-width: 110px; } .refresh { margin-left: 0; }
}
`;
