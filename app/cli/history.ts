import { Command } from "commander";
import { historyDrillCommand } from "./history-drill.ts";
import { historyEraseCommand } from "./history-erase.ts";
import { historyExportCommand } from "./history-export.ts";
import { historyHoldCommand } from "./history-hold.ts";
import { historyReplayCommand } from "./history-replay.ts";
import { historyRetainCommand } from "./history-retain.ts";
import { historySealCommands } from "./history-seal.ts";
import { historyVerifyCommand } from "./history-verify.ts";

export function historyCommand(): Command {
  const command = new Command("history").description(
    "The history and the audit log: seals, proofs, recovery, retention, erasure.",
  );
  for (const one of [
    ...historySealCommands(),
    historyVerifyCommand(),
    historyExportCommand(),
    historyReplayCommand(),
    historyHoldCommand(),
    historyRetainCommand(),
    historyDrillCommand(),
    historyEraseCommand(),
  ]) {
    command.addCommand(one);
  }
  return command;
}
