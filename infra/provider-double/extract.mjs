// Makes schemas/*.json out of the packages that CDK for Terraform made out of the providers:
//   npm install --no-save --legacy-peer-deps --ignore-scripts @cdktf/provider-google@16.12.1 @cdktf/provider-docker@12.0.3
//   node infra/provider-double/extract.mjs
// Only when a module needs a resource type that schemas/ lacks: add it to types.json first. README.md tells why.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const here = import.meta.dirname;
const types = JSON.parse(readFileSync(path.join(here, "types.json"), "utf8"));
// What a provider fills in when it is not given; the packages do not tell optional from optional and computed.
const FILLED_IN = new Set(["id", "project", "region", "zone", "location"]);
const PRIMITIVES = { string: "string", number: "number", boolean: "bool", any: "dynamic" };

for (const [provider, { package: packageName, version, resources }] of Object.entries(types)) {
  const folder = path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  const found = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;
  if (found !== version) throw new Error(`${packageName} is ${found}, types.json wants ${version}`);
  const read = (name) => readType(path.join(folder, "lib", name.replaceAll("_", "-")));
  const schemas = Object.fromEntries(resources.map((type) => [type, read(type.slice(provider.length + 1))]));
  const text = JSON.stringify({
    _generated: `By \`node infra/provider-double/extract.mjs\` out of ${packageName} ${version} (MPL-2.0); do not edit.`,
    provider: read("provider"),
    resources: schemas,
  });
  writeFileSync(path.join(here, "schemas", `${provider}.json`), `${text}\n`);
  console.log(`${provider}: ${resources.length} types, ${text.length} bytes`);
}

/** The schema of one resource, from the code of its class and its declarations. */
function readType(folder) {
  const code = readFileSync(path.join(folder, "index.js"), "utf8") + readStructs(folder);
  const declared = readFileSync(path.join(folder, "index.d.ts"), "utf8") + readStructs(folder, ".d.ts");
  const top = /synthesizeHclAttributes\(\) \{\s*const attrs = \{([\s\S]*?)\n {8}\};/.exec(code)?.[1] ?? "";
  const config = /export interface (\w+Config) extends cdktf\.TerraformMetaArguments \{/.exec(declared)?.[1];
  const block = readBlock(
    code,
    declared,
    top,
    config ?? `${/class (\w+) extends cdktf\.TerraformProvider/.exec(code)?.[1]}Config`,
  );
  const ofClass = code.slice(code.search(/class \w+ extends cdktf\.Terraform(Resource|Provider) /));
  for (const [, name] of ofClass.matchAll(/\/\/ (\w+) - computed: true, optional: false, required: false/g)) {
    const getter = new RegExp(`get ${camelOf(name)}\\(\\) \\{\\s*return ([^;]+);`).exec(ofClass)?.[1] ?? "";
    if (!block.attributes.some((attribute) => attribute.name === name)) {
      block.attributes.push({ name, type: typeOfGetter(getter), computed: true });
    }
  }
  if (!block.attributes.some(({ name }) => name === "id"))
    block.attributes.push({ name: "id", type: "string", computed: true });
  return block;
}

// Large resources keep their nested structures in files of their own.
function readStructs(folder, suffix = ".js") {
  try {
    const index = readFileSync(path.join(folder, `index-structs/index${suffix}`), "utf8");
    return [...index.matchAll(/['"]\.\/(structs\d+)['"]/g)]
      .map(([, name]) => readFileSync(path.join(folder, `index-structs/${name}${suffix}`), "utf8"))
      .join("\n");
  } catch {
    return "";
  }
}

function readBlock(code, declared, attrs, interfaceName) {
  const body = new RegExp(`export interface ${interfaceName}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(declared)?.[1] ?? "";
  const block = { attributes: [], blocks: [] };
  const entry = /(\w+): \{\s*value: ([^\n]+),\n\s*isBlock: (true|false),\s*type: "(\w+)",\s*storageClassType: "(\w+)"/g;
  for (const [, name, value, isBlock, kind, storage] of attrs.matchAll(entry)) {
    const required = new RegExp(`readonly ${camelOf(name)}: `).test(body);
    if (isBlock === "true") {
      const nested = /(\w+)ToHclTerraform/.exec(value.replaceAll(/cdktf\.\w+/g, ""))?.[1] ?? "";
      const inner = new RegExp(
        `function ${nested}ToHclTerraform\\([\\s\\S]*?const attrs = \\{([\\s\\S]*?)\\n {4}\\};`,
      ).exec(code);
      const nestedName = nested.charAt(0).toUpperCase() + nested.slice(1);
      block.blocks.push({
        name,
        nesting: kind === "set" ? "SET" : kind === "struct" ? "SINGLE" : "LIST",
        min: required ? 1 : 0,
        max: /listMapperHcl/.test(value) || kind === "struct" ? 0 : 1,
        ...readBlock(code, declared, inner?.[1] ?? "", nestedName),
      });
    } else {
      block.attributes.push({
        name,
        type: typeOf(kind, storage),
        ...(required ? { required } : { optional: true }),
        ...(FILLED_IN.has(name) && !required ? { computed: true } : {}),
        ...(/_wo$/.test(name) ? { writeOnly: true } : {}),
      });
    }
  }
  return block;
}

function camelOf(name) {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function typeOf(kind, storage) {
  if (kind === "simple") return PRIMITIVES[storage] ?? "dynamic";
  const element = PRIMITIVES[/^(string|number|boolean)/.exec(storage)?.[1] ?? ""];
  return element === undefined ? "dynamic" : [kind, element];
}

function typeOfGetter(getter) {
  if (/getStringAttribute/.test(getter)) return "string";
  if (/getNumberAttribute/.test(getter)) return "number";
  if (/getBooleanAttribute/.test(getter)) return "bool";
  if (/StringMap|^this\._effectiveLabels|^this\._terraformLabels/.test(getter)) return ["map", "string"];
  if (/getListAttribute/.test(getter)) return ["list", "string"];
  return "dynamic";
}
