import { Visitor, type Expression } from "oxc-parser";
import { isTest, lineAt, type Offence, type SourceFile } from "./source-tree.ts";

const forbiddenModules = /^(?:node:)?(?:fs|fs\/promises|child_process|process)$/;
const forbiddenMembers = ["process.env", "Date.now", "Math.random"];

const worldly = ["src/kit/world.ts", "src/kit/processes.ts"];

/** Uses of the disk, processes, the environment, the clock, chance and the network outside of the World's files and plugins. */
export function findForbiddenGlobals(files: readonly SourceFile[]): readonly Offence[] {
  return files
    .filter(({ file }) => !worldly.includes(file) && !file.startsWith("src/plugins/") && !isTest(file))
    .flatMap((file) => [...forbiddenImports(file), ...forbiddenUses(file)]);
}

function forbiddenImports({ file, imports }: SourceFile): readonly Offence[] {
  return imports
    .filter(({ specifier, form }) => form !== "type" && forbiddenModules.test(specifier))
    .map(({ specifier, line }) => ({ file, line, problem: `imports ${specifier}: go through the World` }));
}

function forbiddenUses({ file, text, program }: SourceFile): readonly Offence[] {
  const found: Offence[] = [];
  const add = (what: string, offset: number) =>
    found.push({ file, line: lineAt(text, offset), problem: `uses ${what}: go through the World` });
  new Visitor({
    MemberExpression: (node) => {
      const name = memberName(node);
      if (name !== undefined && forbiddenMembers.includes(name)) add(name, node.start);
    },
    CallExpression: ({ callee, start }) => {
      if (isName(callee, "fetch") || memberName(callee) === "globalThis.fetch") add("fetch", start);
      if (isName(callee, "Date")) add("Date()", start);
    },
    NewExpression: ({ callee, arguments: given, start }) => {
      if (isName(callee, "Date") && given.length === 0) add("new Date()", start);
    },
    VariableDeclarator: ({ id, init, start }) => {
      if (id.type === "ObjectPattern" && init && ["process", "Date", "Math"].some((name) => isName(init, name))) {
        for (const part of id.properties) {
          const name =
            part.type === "Property" && part.key.type === "Identifier" && init.type === "Identifier" ? `${init.name}.${part.key.name}` : "";
          if (forbiddenMembers.includes(name)) add(name, start);
        }
      }
    },
  }).visit(program);
  return found;
}

function isName(node: Expression, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** `process.env` for `process.env` and `process["env"]`; undefined for everything that is not NAME.NAME. */
function memberName(node: Expression): string | undefined {
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return undefined;
  if (!node.computed && node.property.type === "Identifier") return `${node.object.name}.${node.property.name}`;
  return node.property.type === "Literal" && typeof node.property.value === "string"
    ? `${node.object.name}.${node.property.value}`
    : undefined;
}
