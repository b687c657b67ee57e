// Checks everything under infra/ that is Terraform: format, validity, and the tests, which run on mocked providers and
// create nothing. Runs offline where the AWS provider is on the machine; the others are doubles (infra/provider-double).
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const USAGE = `npm run check:terraform              offline: AWS provider of this machine, doubles of the others
npm run check:terraform -- --real    providers from the registry, nothing doubled
npm run check:terraform -- --help

Exit codes: 0 all right, 1 not, 2 wrong usage, 77 nothing was checked, since Terraform or the AWS provider is not here.`;

// Where images of build machines keep providers; TF_PLUGINS names another place.
const PLUGINS = [process.env.TF_PLUGINS, "/opt/tf-plugins", "/usr/local/share/terraform/plugins"];
const NOTHING_CHECKED = 77;

const root = path.resolve(import.meta.dirname, "../..");
process.chdir(root);

let real = false;
try {
  const { values } = parseArgs({ options: { real: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
  if (values.help) end(USAGE, 0);
  real = values.real ?? false;
} catch (error) {
  end(`${error.message}\n\n${USAGE}`, 2);
}

const environment = {
  ...process.env,
  TF_IN_AUTOMATION: "1",
  CHECKPOINT_DISABLE: "1",
  AWS_EC2_METADATA_DISABLED: "true",
};
delete environment.TF_CLI_CONFIG_FILE;
if (spawnSync("terraform", ["version"], { env: environment }).error) {
  end("terraform is not installed; nothing was checked", NOTHING_CHECKED);
}

let doubles = null;
if (!real) {
  const plugins = PLUGINS.find(
    (folder) => folder && existsSync(path.join(folder, "registry.terraform.io/hashicorp/aws")),
  );
  if (plugins === undefined) end("no folder with the AWS provider (TF_PLUGINS); nothing was checked", NOTHING_CHECKED);
  const configuration = path.join(root, ".cache/terraform.rc");
  mkdirSync(path.dirname(configuration), { recursive: true });
  writeFileSync(
    configuration,
    `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(plugins)}\n  }\n}\n`,
  );
  environment.TF_CLI_CONFIG_FILE = configuration;
  const { serveDoubles } = await import("../provider-double/serve.mjs");
  doubles = await serveDoubles();
  environment.TF_REATTACH_PROVIDERS = doubles.reattach;
}

const failures = [];
await run("infra", ["fmt", "-check", "-diff", "-recursive"]);
for (const folder of ["deploy/aws", "deploy/gcp", "deploy/local", "bootstrap/aws", "bootstrap/gcp"]) {
  const place = path.join("infra", folder);
  if (!(await run(place, ["init", "-backend=false", "-input=false", "-no-color"], { quiet: true }))) continue;
  await run(place, ["validate", "-no-color"]);
  const tests = path.join(place, "tests");
  if (existsSync(tests) && readdirSync(tests).length > 0) await run(place, ["test", "-no-color"]);
}
doubles?.stop();
if (failures.length > 0) end(`failed:\n${failures.join("\n")}`, 1);
console.log("Terraform: format, validity and tests are all right");

/** Runs terraform in a folder, and keeps what failed. With `quiet` its output is shown only then. */
async function run(place, words, { quiet = false } = {}) {
  const data = path.join(root, ".cache/terraform", place.replaceAll("/", "-"));
  const child = spawn("terraform", [`-chdir=${place}`, ...words], {
    env: { ...environment, TF_DATA_DIR: data },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  const what = `${place}: terraform ${words.join(" ")}`;
  console.log(`${code === 0 ? "ok" : "FAILED"}  ${what}`);
  // Its closing line would count as that of a whole run of tests.
  if (!quiet || code !== 0) console.log(output.replaceAll(/^/gm, "  ").trimEnd());
  if (code !== 0) failures.push(what);
  return code === 0;
}

function end(message, code) {
  console[code === 0 ? "log" : "error"](message);
  process.exit(code);
}
