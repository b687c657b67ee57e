// Who may import whom. The table below is the rule of docs/house.md; everything under it only turns the table into
// rules. A room imports from rooms of a lower rank and from itself, never sideways and never upwards.
//   sees   instead of every lower room: only these
//   never  lower rooms that it does not see all the same
//   also   exceptions, each with its reason
const ROOMS = [
  { name: "model", rank: 0, path: "^app/model/" },
  // Names, and spans: both are nouns without a lifetime, and OpenTelemetry's API is one object however often it is loaded.
  { name: "conventions", rank: 0, path: "^telemetry/(conventions|spans)[.]ts$" },
  { name: "config", rank: 1, path: "^app/config([.]server[.]ts$|/)" },
  {
    name: "instruments",
    rank: 1,
    path: "^telemetry/(instruments|operations-gauges|health-gauge|model-meters|secret-meters|upkeep-gauges|pool-gauges|render-metrics|instance|tracing[.]server|register)[.]ts$",
  },
  // The service levels as data.
  { name: "slo", rank: 1, path: "^telemetry/slo/", sees: ["conventions"] },
  { name: "ui", rank: 1, path: "^app/ui/", sees: ["model"] },
  { name: "db", rank: 2, path: "^app/db/" },
  { name: "secrets", rank: 2, path: "^app/secrets/", sees: ["model"] },
  { name: "oidc", rank: 2, path: "^app/oidc/", sees: ["model", "config"] },
  { name: "connectors", rank: 3, path: "^app/connectors/", never: ["db", "secrets", "config", "slo"] },
  { name: "demo", rank: 3, path: "^app/demo/", sees: ["model"] },
  { name: "store", rank: 3, path: "^app/store/" },
  { name: "resolve", rank: 3, path: "^app/resolve/" },
  { name: "access", rank: 3, path: "^app/access/" },
  {
    name: "history",
    rank: 3,
    path: "^app/history/",
    // Replay writes source records back as the store wrote them; holds, retention and erasure are audited.
    also: ["^app/store/(table-columns|audit-log)[.]server[.]ts$"],
  },
  {
    name: "queries",
    rank: 3,
    path: "^app/queries/",
    // Explaining is the pure half of effective access; the query fetches the facts and lets it find the words.
    also: ["^app/access/(explain|explain-losses|explain-removals|removal-graph)[.]ts$"],
  },
  // A question in English is answered by the same reads that the pages use.
  { name: "ask", rank: 3, path: "^app/ask/", also: ["^app/queries/"] },
  {
    name: "findings",
    rank: 3,
    path: "^app/findings/",
    // A rule asks a question of the catalogue and its page is read as every list is; who accepts it is audited.
    also: ["^app/ask/(catalogue/|statement-text[.]ts$)", "^app/queries/", "^app/store/audit-log[.]server[.]ts$"],
  },
  { name: "sync", rank: 4, path: "^app/sync/" },
  { name: "chat", rank: 4, path: "^app/chat/", sees: ["ask", "store", "queries", "db", "model"] },
  {
    name: "http",
    rank: 4,
    path: "^app/http/",
    never: ["store", "connectors", "resolve", "access", "demo", "ui"],
    // The load context names what routes get of it; one-pool-one-registry keeps these imports to types.
    also: ["^app/chat/"],
  },
  {
    name: "routes",
    rank: 5,
    path: "^app/(routes/|routes[.]ts$|root[.]tsx$)",
    sees: ["ui", "http", "queries", "ask", "findings", "sync", "model"],
    also: ["^app/app[.]css$"],
  },
  {
    name: "recovery",
    rank: 5,
    path: "^app/recovery/",
    // The databases of a drill are made new, and brought up to date as the product's is.
    also: ["^schema/migrate[.]server[.]ts$"],
  },
  {
    name: "process",
    rank: 6,
    path: "^app/(cli/|cli[.]ts$|web/|log[.]ts$|entry[.](client|server)[.]tsx$)",
    // Whoever starts the product brings the database up to date first.
    also: ["^schema/migrate[.]server[.]ts$"],
  },
];

const TEST = "([.]test[.]tsx?$|^tests/|^bench/)";
const OURS = "^(app|schema|telemetry|infra|tests|bench|loadtests)/";

const visibleFrom = (room) =>
  ROOMS.filter((other) => other.rank < room.rank)
    .filter((other) => room.sees === undefined || room.sees.includes(other.name))
    .filter((other) => !room.never?.includes(other.name));

const rankRules = ROOMS.map((room) => {
  const visible = visibleFrom(room);
  const names = visible.map((other) => other.name).join(", ") || "no other room";
  return {
    name: `rank-of-${room.name}`,
    comment: `${room.name} (rank ${room.rank}) sees ${names}${room.also ? `, and ${room.also.join(", ")}` : ""}.`,
    severity: "error",
    from: { path: room.path, pathNot: TEST },
    to: { path: OURS, pathNot: [room.path, ...visible.map((other) => other.path), ...(room.also ?? [])] },
  };
});

/** @param allowed folders that may import the packages at run time; their types are free */
const onlyFrom = (name, packages, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: "^(app|schema|telemetry|infra)/", pathNot: [...allowed, TEST] },
  to: { path: packages.map((one) => `(^|/)node_modules/(@types/)?${one}/`), dependencyTypesNot: ["type-only"] },
});

module.exports = {
  forbidden: [
    ...rankRules,
    {
      name: "every-file-has-a-room",
      comment: "A file of app/ that no room of the table holds: put it into a room, or add the room to the table.",
      severity: "error",
      from: { path: "^app/", pathNot: [...ROOMS.map((room) => room.path), TEST] },
      to: {},
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or a third one is missing below them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "connectors-apart",
      comment: "A connector never sees another one; bundle/ reads files for all of them and is called by sync only.",
      severity: "error",
      from: { path: "^app/connectors/([^/]+)/", pathNot: TEST },
      to: { path: "^app/connectors/", pathNot: "^app/connectors/$1/" },
    },
    {
      name: "pure-stays-pure",
      comment: "A file without .server touches no disk, database or network, so it imports no file that does.",
      severity: "error",
      // Commands, routes and the web process are where the edge begins: they wire, and carry no suffix.
      from: {
        path: "^(app|schema|telemetry)/",
        pathNot: [
          "[.]server[.]tsx?$",
          "^app/(cli|routes)/",
          "^app/(cli|root)[.]tsx?$",
          "^app/web/server[.]ts$",
          "^telemetry/register",
          TEST,
        ],
      },
      to: { path: "[.]server[.]tsx?$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "server-files-out-of-the-browser",
      comment: "What ui/ imports reaches the browser.",
      severity: "error",
      from: { path: "^app/(ui/|entry[.]client)", pathNot: TEST },
      to: { path: ["[.]server[.]tsx?$", "^(schema|telemetry)/"] },
    },
    {
      name: "one-pool-one-registry",
      comment:
        "Remix bundles routes and http a second time: a live thing that they import exists twice. They get the one " +
        "of the process by getLoadContext (app/http/context.ts) and import only its types.",
      severity: "error",
      from: { path: "^app/(routes/|http/|root[.]tsx$|entry[.]server)", pathNot: TEST },
      to: {
        path: [
          "^app/db/database[.]server[.]ts$",
          "^app/db/embedded/",
          "^app/chat/",
          "^telemetry/(instruments|register)",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "schema-apart",
      comment: "Migrations run from anywhere: schema/ needs pg and Node, nothing else.",
      severity: "error",
      from: { path: "^schema/", pathNot: TEST },
      to: { pathNot: ["^schema/", "(^|/)node_modules/(@types/)?pg/"], dependencyTypesNot: ["core"] },
    },
    {
      name: "telemetry-apart",
      comment: "What we measure and promise never imports the product.",
      severity: "error",
      from: { path: "^telemetry/", pathNot: TEST },
      to: { path: "^(app|schema|infra|tests|bench)/" },
    },
    {
      name: "slo-apart",
      comment: "The compiler of service levels knows names only.",
      severity: "error",
      from: { path: "^telemetry/slo/", pathNot: TEST },
      to: { path: "^telemetry/", pathNot: ["^telemetry/slo/", "^telemetry/conventions[.]ts$"] },
    },
    {
      name: "emitters-apart",
      comment: "The product reads the service levels; what is written for a backend is the compiler's.",
      severity: "error",
      from: { path: "^app/", pathNot: ["^app/cli/", TEST] },
      to: { path: "^telemetry/slo/emit/" },
    },
    {
      name: "loadtests-apart",
      comment: "k6 runs these files by itself.",
      severity: "error",
      from: { path: "^loadtests/" },
      to: { path: OURS, pathNot: "^loadtests/" },
    },
    onlyFrom(
      "postgres-in-db",
      ["pg", "pg-cursor"],
      ["^app/db/", "^schema/", "^infra/tasks/"],
      "Everyone else asks app/db; types are free.",
    ),
    onlyFrom(
      "copy-where-it-is-written",
      ["pg-copy-streams"],
      // COPY needs the raw connection of the transaction; these rooms write rows by the million.
      ["^app/store/", "^app/access/", "^app/history/"],
      "COPY is written in store (staged records), access (chains of groups) and history (replay).",
    ),
    {
      name: "nothing-unresolved",
      comment: "The import names nothing that is there.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "product-without-test-code",
      comment: "The product imports no test.",
      severity: "error",
      from: { path: "^(app|schema|telemetry|infra)/", pathNot: TEST },
      to: { path: TEST },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
    moduleSystems: ["es6", "cjs"],
  },
};
