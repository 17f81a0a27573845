import { afterEach, expect, test, vi } from "vitest";
import type { RunEvent } from "../spec/events.ts";
import { realWorld, type World } from "../kit/world.ts";
import { observe, type ObserveRequest } from "./observe.ts";

interface Watched {
  readonly world: World;
  written(): string;
  /** What a person sees: carriage returns and erasing done. */
  screen(): string;
  pass(ms: number): void;
}

function watched(options: { terminal: boolean; width?: number }): Watched {
  let text = "";
  let now = 0;
  const real = realWorld();
  const clock = { now: () => new Date(Date.UTC(2026, 10, 21, 7, 0, 0, now)), monotonic: () => now };
  const terminal = {
    stdoutIsTerminal: false,
    stderrIsTerminal: options.terminal,
    width: options.width ?? 80,
    out: () => undefined,
    err: (more: string) => void (text += more),
  };
  return {
    world: { ...real, clock, terminal },
    written: () => text,
    screen: () => text.replace(/[^\n]*\r/g, "").replaceAll("\u001b[K", ""),
    pass: (ms) => void (now += ms),
  };
}

const request: ObserveRequest = {
  identity: { tenant_id: "acme", job_name: "orders", run_id: "r-1" },
  logging: { level: "INFO", redaction: true },
  secrets: ["hunter22"],
};
const finished: RunEvent = {
  type: "job_finished",
  exit_code: 0,
  status: "success",
  rows_read: 1234,
  rows_landed: 1234,
  rows_quarantined: 0,
  rows_skipped: 0,
  rows_replaced: 0,
  bytes_read: 2_500_000,
  bytes_written: 900_000,
  files: 1,
  seconds: 3.25,
  snapshot_id: "5783274982374982374",
};

afterEach(() => vi.useRealTimers());

test("JSON lines where the error stream is no terminal: one object a line, with every number", () => {
  const { world, written } = watched({ terminal: false });
  const observer = observe(request, world);
  observer.emit({ type: "extraction_started", connector: "csv" });
  observer.emit({ type: "batch_extracted", batch: 0, files: 1, bytes: 10 });
  observer.emit(finished);
  observer.close();
  const { type, ...numbers } = finished;
  expect(
    written()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      timestamp: "2026-11-21T07:00:00.000Z",
      level: "INFO",
      event_type: "extraction_started",
      message: "reading from csv",
      tenant_id: "acme",
      job_name: "orders",
      run_id: "r-1",
      connector: "csv",
    },
    {
      timestamp: "2026-11-21T07:00:00.000Z",
      level: "INFO",
      event_type: type,
      message: "success: 1,234 read, 1,234 landed; 3.3 s, snapshot 5783274982374982374",
      tenant_id: "acme",
      job_name: "orders",
      run_id: "r-1",
      ...numbers,
    },
  ]);
  expect(Object.keys(JSON.parse(written().split("\n")[0]!)).slice(0, 4)).toEqual(["timestamp", "level", "event_type", "message"]);
});

test.each([
  ["DEBUG", 3],
  ["INFO", 2],
  ["WARNING", 1],
  ["ERROR", 1],
] as const)("level %s lets %i of three events through", (level, lines) => {
  const { world, written } = watched({ terminal: false });
  const observer = observe({ ...request, logging: { level, redaction: true } }, world);
  observer.emit({ type: "batch_extracted", batch: 0, files: 1, bytes: 10 });
  observer.emit({ type: "extraction_started", connector: "csv" });
  observer.emit({ type: "job_error", exit_code: 2, seconds: 1, error: { kind: "auth", message: "no" } });
  expect(written().split("\n").length - 1).toBe(lines);
});

const leak: RunEvent = {
  type: "job_error",
  exit_code: 2,
  seconds: 1,
  error: {
    kind: "auth",
    message: "login as bob with hunter22 failed: postgresql://bob:other-pw@db",
    context: { password: "p3" },
    causes: ["token=p4"],
  },
};

test.each(["json", "readable"] as const)("secrets do not appear in %s lines, and do when the job turns redaction off", (format) => {
  const closed = watched({ terminal: false });
  observe({ ...request, format }, closed.world).emit(leak);
  expect(closed.written()).not.toMatch(/hunter22|other-pw|p3|p4/);
  expect(closed.written()).toContain("login as bob with [REDACTED] failed");
  const open = watched({ terminal: false });
  observe({ ...request, format, logging: { level: "INFO", redaction: false } }, open.world).emit(leak);
  expect(open.written()).toContain("hunter22");
});

test("whoever listens besides gets the event as it was", () => {
  const seen: RunEvent[] = [];
  observe({ ...request, also: [(event) => void seen.push(event)] }, watched({ terminal: false }).world).emit(leak);
  expect(seen).toEqual([leak]);
});

test("a terminal gets readable lines, and one line of progress that goes away", () => {
  const { world, written, screen, pass } = watched({ terminal: true });
  const observer = observe(request, world);
  observer.emit({ type: "extraction_started", connector: "csv" });
  pass(200);
  observer.emit({ type: "batch_extracted", batch: 0, files: 1, bytes: 1_500_000 });
  pass(200);
  observer.emit({ type: "batch_written", batch: 0, rows: 12_000, rejected: 0, files: 1, bytes: 400 });
  expect(screen()).toBe("orders: reading from csv\norders: reading 1 batch, 1.5 MB, 12,000 rows, 0.4 s");
  observer.emit({ type: "validation_errors", rule: "enum.status", what: "must be one of a, b", severity: "warning", count: 2 });
  observer.emit(finished);
  observer.close();
  expect(screen()).toBe(
    "orders: reading from csv\norders: warning: enum.status: 2 rows: must be one of a, b\norders: success: 1,234 read, 1,234 landed; 3.3 s, snapshot 5783274982374982374\n",
  );
  expect(written()).not.toContain("{");
});

test("progress is redrawn at most ten times a second and never wider than the terminal", () => {
  const { world, written, pass } = watched({ terminal: true, width: 20 });
  const observer = observe({ ...request, logging: { level: "ERROR", redaction: true } }, world);
  observer.emit({ type: "extraction_started", connector: "csv" });
  for (let batch = 0; batch < 100; batch++) {
    pass(10);
    observer.emit({ type: "batch_extracted", batch, files: 1, bytes: 1_000_000 });
  }
  const drawn = written()
    .split("\r")
    .slice(1)
    .map((line) => line.replace("\u001b[K", ""));
  expect(drawn.length).toBeGreaterThan(5);
  expect(drawn.length).toBeLessThanOrEqual(11);
  expect(Math.max(...drawn.map((line) => line.length))).toBe(19);
});

test("progress lives on during a long step, and stops when closed", () => {
  vi.useFakeTimers();
  const { world, screen, pass, written } = watched({ terminal: true });
  const observer = observe({ ...request, logging: { level: "ERROR", redaction: true } }, world);
  observer.emit({ type: "extraction_started", connector: "csv" });
  pass(5000);
  vi.advanceTimersByTime(1000);
  expect(screen()).toBe("orders: reading 5.0 s");
  observer.close();
  const before = written();
  pass(5000);
  vi.advanceTimersByTime(5000);
  expect(written()).toBe(before);
  expect(screen()).toBe("");
});

test("no text of others can steer the terminal", () => {
  const { world, written } = watched({ terminal: true });
  const observer = observe({ ...request, identity: { ...request.identity, job_name: "o\u001b[31m" } }, world);
  observer.emit({
    type: "job_error",
    exit_code: 2,
    seconds: 1,
    error: { kind: "refused", message: "bad file \u001b]0;x\u0007 here\nsecond line", hint: "mend it" },
  });
  observer.close();
  expect(written()).toBe("o\\u001b[31m: error: bad file \\u001b]0;x\\u0007 here\n  second line\n  mend it\n");
});

test("no progress where readable lines go to a file", () => {
  const { world, written } = watched({ terminal: false });
  const observer = observe({ ...request, format: "readable" }, world);
  observer.emit({ type: "extraction_started", connector: "csv" });
  observer.close();
  expect(written()).toBe("orders: reading from csv\n");
});
