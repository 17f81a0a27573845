import type { OptionDefinition } from "./command.ts";

/** Output for programs. */
export const json: OptionDefinition = { flags: "--json", description: "print one JSON document on stdout" };

/** Where the outputs of infrastructure are. */
export const terraformOutputs: OptionDefinition = {
  flags: "--terraform-outputs <file>",
  description: "outputs that placeholders stand for: `terraform output -json`, CloudFormation stacks, `pulumi stack output --json`",
};
