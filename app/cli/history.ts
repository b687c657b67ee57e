import { Command } from "commander";
import { historyReplayCommand } from "./history-replay.ts";

export function historyCommand(): Command {
  return new Command("history").description("The product's memory.").addCommand(historyReplayCommand());
}
