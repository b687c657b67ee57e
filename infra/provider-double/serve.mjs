// Doubles of providers that no package registry carries: they know the schema and nothing else, so that Terraform can
// validate our modules and test them with mocks offline. README.md tells what that proves and what it does not.
import { readFileSync } from "node:fs";
import path from "node:path";
import { loadPackageDefinition, Server, ServerCredentials } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const here = import.meta.dirname;
const SOURCES = {
  google: "registry.terraform.io/hashicorp/google",
  docker: "registry.terraform.io/kreuzwerker/docker",
};
const NESTING = { SINGLE: 1, LIST: 2, SET: 3 };

/**
 * Serves the doubles on free ports of loopback.
 * @returns {Promise<{ reattach: string, stop(): void }>} the value of TF_REATTACH_PROVIDERS
 */
export async function serveDoubles() {
  const { tfplugin5 } = loadPackageDefinition(
    loadSync(path.join(here, "tfplugin5.proto"), { keepCase: true, longs: Number, defaults: true }),
  );
  const servers = [];
  const reattach = {};
  for (const [name, source] of Object.entries(SOURCES)) {
    const server = new Server({ "grpc.max_send_message_length": 1 << 26 });
    const known = JSON.parse(readFileSync(path.join(here, "schemas", `${name}.json`), "utf8"));
    server.addService(tfplugin5.Provider.service, answersFor(known));
    const port = await new Promise((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    servers.push(server);
    reattach[source] = {
      Protocol: "grpc",
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: "tcp", String: `127.0.0.1:${port}` },
    };
  }
  return { reattach: JSON.stringify(reattach), stop: () => servers.map((server) => server.forceShutdown()) };
}

function answersFor(known) {
  const nothing = (_, answer) => answer(null, {});
  return {
    GetSchema: (_, answer) =>
      answer(null, {
        provider: schemaOf(known.provider),
        resource_schemas: Object.fromEntries(Object.entries(known.resources).map(([type, it]) => [type, schemaOf(it)])),
      }),
    PrepareProviderConfig: ({ request }, answer) => answer(null, { prepared_config: request.config }),
    ValidateResourceTypeConfig: nothing,
    ValidateDataSourceConfig: nothing,
    UpgradeResourceState: ({ request }, answer) => answer(null, { upgraded_state: { json: request.raw_state.json } }),
    Configure: nothing,
    Stop: nothing,
  };
}

const schemaOf = (block) => ({ version: 0, block: blockOf(block) });

function blockOf({ attributes, blocks }) {
  return {
    version: 0,
    attributes: attributes.map(({ name, type, required, optional, computed, writeOnly }) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required: required ?? false,
      optional: optional ?? false,
      computed: computed ?? false,
      write_only: writeOnly ?? false,
    })),
    block_types: blocks.map((nested) => ({
      type_name: nested.name,
      block: blockOf(nested),
      nesting: NESTING[nested.nesting],
      min_items: nested.min,
      max_items: nested.max,
    })),
  };
}
