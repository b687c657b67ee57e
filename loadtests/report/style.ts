/** The report's style; colours follow the system's theme and keep 4.5:1 for text in both. */
export const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
  --ink: light-dark(#17191c, #eceef1); --soft: light-dark(#4b5059, #b3b9c3); --line: light-dark(#e3e4e8, #282c32);
  --good: light-dark(#17663a, #7fdca4); --bad: light-dark(#ab1f1f, #ffa3a0); --mark: light-dark(#3b53c4, #9db0ff); }
body { margin: 0; background: light-dark(#fff, #15171a); color: var(--ink); }
main { max-width: 1100px; margin: 0 auto; padding: 20px 16px 48px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; }
h2 { font-size: 15px; margin: 28px 0 8px; }
p { margin: 0 0 8px; color: var(--soft); overflow-wrap: anywhere; }
.good { color: var(--good); }
.bad, .bad td:last-child { color: var(--bad); font-weight: 600; }
tr.bad { color: inherit; font-weight: inherit; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { text-align: left; font-size: 12px; color: var(--soft); }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
code { font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
a { color: var(--mark); }
td + td { white-space: nowrap; }
svg { display: block; }
polyline { fill: none; stroke: var(--mark); stroke-width: 1.5; }
circle { fill: var(--mark); } circle.bad { fill: var(--bad); }
`;
