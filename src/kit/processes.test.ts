import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { realProcesses } from "./processes.ts";

const node = process.execPath;

test("a program's output, exit code, working folder and environment", async () => {
  const script =
    "console.log(process.cwd()); console.log(process.env.COLOUR, process.env.HOME === undefined); console.error('oh'); process.exit(3)";
  const folder = path.resolve(os.tmpdir());
  const ended = await realProcesses.run(node, ["-e", script], { cwd: folder, env: { COLOUR: "red", HOME: undefined } });
  expect(ended).toEqual({ exitCode: 3, stdout: `${folder}\nred true\n`, stderr: "oh\n" });
});

test("lines as they come, the last one without its end too, whatever pieces they came in", async () => {
  const lines: string[] = [];
  const script = "process.stdout.write('a\\nb'); setTimeout(() => process.stdout.write('c\\nlast'), 20)";
  const ended = await realProcesses.run(node, ["-e", script], { onLine: (line) => void lines.push(line) });
  expect(lines).toEqual(["a", "bc", "last"]);
  expect(ended.stdout).toBe("");
});

test("arguments reach the program as they are: there is no shell", async () => {
  const { stdout } = await realProcesses.run(node, ["-p", "process.argv[1]", '$(id) `x` ; "y"']);
  expect(stdout).toBe('$(id) `x` ; "y"\n');
});

test("an interrupted program may end in its own way, and is waited for", async () => {
  const controller = new AbortController();
  const script =
    "process.on('SIGINT', () => setTimeout(() => { console.log('saved'); process.exit(0) }, 30)); console.log('up'); setInterval(() => {}, 1000)";
  const lines: string[] = [];
  const ended = await realProcesses.run(node, ["-e", script], {
    signal: controller.signal,
    onLine: (line) => {
      lines.push(line);
      if (line === "up") controller.abort();
    },
  });
  expect(lines).toEqual(["up", "saved"]);
  expect(ended.exitCode).toBe(0);
});

test("a killed program counts as 128 and its signal", async () => {
  expect((await realProcesses.run(node, ["-e", "process.kill(process.pid, 'SIGKILL')"])).exitCode).toBe(137);
});

test("a program that is not there, and one that may not be started", async () => {
  await expect(realProcesses.run("no-such-program-here", [])).rejects.toMatchObject({
    kind: "not_found",
    message: "there is no program no-such-program-here",
  });
  await expect(realProcesses.run(import.meta.filename, [])).rejects.toMatchObject({ kind: "auth" });
});
