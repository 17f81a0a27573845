/** The bytes of a file as JSON, or why they are none; what the file says is in no message, because plans hold secrets. */
export type ParsedFile =
  | { readonly isJson: true; readonly value: unknown }
  | { readonly isJson: false; readonly isTerraform: boolean; readonly problem: string; readonly hint: string };

const showIt = "write it out with terraform show -json FILE > plan.json";

/** Parses JSON in UTF-8, or in UTF-16 with its mark, as PowerShell writes it. */
export function parseJsonFile(bytes: Uint8Array): ParsedFile {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return { isJson: false, isTerraform: true, problem: "it is a plan as Terraform saves it, not JSON", hint: showIt };
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes);
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch (error) {
    const place = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const where = place === undefined ? "" : `, from character ${Number(place) + 1} on`;
    return {
      isJson: false,
      isTerraform: /"(?:terraform_version|format_version|resource_changes)"|"@level"/.test(text),
      problem: `it is not JSON${where}`,
      hint: text.startsWith('{"@level"') ? `these are the messages of a command: ${showIt}` : showIt,
    };
  }
}
