import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HoldfastError } from "../errors";
import { drillOptionsSchema } from "./drill-options";
import { run } from "./index";
import { localOptionsSchema } from "./local";
import { EXIT_USAGE, parseOptions } from "./usage";

const defaults = { scenario: "primary-black-hole", speed: "10", bufferSeconds: "5" };
const drill = (raw: object = {}) => parseOptions(drillOptionsSchema, { ...defaults, ...raw });
const problemsOf = (parse: () => unknown): string => {
  try {
    parse();
  } catch (error) {
    if (error instanceof HoldfastError && error.code === "HF_USAGE") return String(error.values.problem);
    throw error;
  }
  throw new Error("It was accepted.");
};

test.each([
  {
    title: "defaults",
    raw: {},
    holds: { speed: 10, bufferSeconds: 5, events: 6000, injection: "as-asked", json: false },
  },
  {
    title: "numbers",
    raw: { events: "2000", rate: "12.5", seed: "7", speed: "30" },
    holds: { events: 2000, rate: 12.5, seed: 7, speed: 30 },
  },
  { title: "no fault", raw: { disableFaults: true }, holds: { injection: "none" } },
  { title: "a fault that misses", raw: { breakFaultInjection: true }, holds: { injection: "missed" } },
])("takes $title", ({ raw, holds }) => {
  expect(drill(raw)).toMatchObject(holds);
});

test("draws a seed when none is given", () => {
  expect(drill().seed).not.toBe(drill().seed);
});

test("a log is sent whole unless a number of events is given", () => {
  const folder = mkdtempSync(join(tmpdir(), "usage-"));
  const input = join(folder, "log");
  writeFileSync(input, "");
  expect(drill({ input }).events).toBeUndefined();
  expect(drill({ input, events: "3" }).events).toBe(3);
  rmSync(folder, { recursive: true });
});

test.each([
  {
    title: "a word for a number",
    raw: { events: "many" },
    problem: '--events "many": must be a whole number',
  },
  { title: "an empty number", raw: { seed: "" }, problem: '--seed "": must be a whole number' },
  { title: "a hexadecimal number", raw: { seed: "0x10" }, problem: '--seed "0x10": must be' },
  {
    title: "a fraction of an event",
    raw: { events: "1.5" },
    problem: '--events "1.5": must be a whole number',
  },
  { title: "no event", raw: { events: "0" }, problem: '--events "0": must be a whole number from 1' },
  {
    title: "time that stands still",
    raw: { speed: "0" },
    problem: '--speed "0": must be a number from 1 to 60',
  },
  { title: "a buffer beyond Firehose's", raw: { bufferSeconds: "901" }, problem: '--buffer-seconds "901"' },
  {
    title: "an unknown scenario",
    raw: { scenario: "x" },
    problem: '--scenario "x": must be one of primary-black-hole',
  },
  {
    title: "a log that is not there",
    raw: { input: "/nowhere" },
    problem: '--input "/nowhere": cannot be read (ENOENT)',
  },
  { title: "a folder for a log", raw: { input: tmpdir() }, problem: "is a folder, not a file" },
  { title: "what can be read only once", raw: { input: "/dev/null" }, problem: "is a pipe or a device" },
  {
    title: "both ways to spoil the fault",
    raw: { disableFaults: true, breakFaultInjection: true },
    problem: "exclude each other",
  },
  {
    title: "a fault left out where there is none",
    raw: { scenario: "rebuild-standby", disableFaults: true },
    problem: "rebuild-standby rests on no injected fault: there is none to disable",
  },
  {
    title: "an operator's act that is to miss",
    raw: { scenario: "stop-primary", breakFaultInjection: true },
    problem: "stop-primary rests on no injected fault: there is none to break",
  },
])("refuses $title", ({ raw, problem }) => {
  expect(problemsOf(() => drill(raw))).toContain(problem);
});

test("names every problem at once", () => {
  const problems = problemsOf(() => drill({ events: "x", speed: "y", input: "/nowhere" }));
  expect(problems.split("\n")).toHaveLength(3);
});

test.each([
  { title: "a port beyond all ports", raw: { httpPort: "65536" }, problem: '--http-port "65536"' },
  { title: "no folder", raw: { dataDir: "" }, problem: "must name a folder" },
])("local refuses $title", ({ raw, problem }) => {
  const given = { bufferSeconds: "5", speed: "1", httpPort: "8080", dnsPort: "5354", dataDir: "x", ...raw };
  expect(problemsOf(() => parseOptions(localOptionsSchema, given))).toContain(problem);
});

describe("exit codes", () => {
  let output = "";
  beforeEach(() => {
    output = "";
    const take = (text: string | Uint8Array, done?: unknown) => {
      output += text;
      if (typeof done === "function") done();
      return true;
    };
    jest.spyOn(process.stdout, "write").mockImplementation(take);
    jest.spyOn(process.stderr, "write").mockImplementation(take);
  });
  afterEach(() => jest.restoreAllMocks());

  test.each([
    { title: "--help", argv: ["--help"], code: 0, says: "Commands:" },
    { title: "drill --help", argv: ["drill", "--help"], code: 0, says: "--break-fault-injection" },
    { title: "drill --list", argv: ["drill", "--list"], code: 0, says: "rebuild-standby" },
    { title: "no command", argv: [], code: EXIT_USAGE, says: "Commands:" },
    { title: "an unknown command", argv: ["fly"], code: EXIT_USAGE, says: "unknown command" },
    { title: "an unknown option", argv: ["drill", "--fly"], code: EXIT_USAGE, says: "unknown option" },
    { title: "an argument too many", argv: ["drill", "fly"], code: EXIT_USAGE, says: "too many arguments" },
    { title: "a bad value", argv: ["drill", "--events", "x"], code: EXIT_USAGE, says: "HF_USAGE" },
  ])("$title: $code", async ({ argv, code, says }) => {
    expect(await run(argv)).toBe(code);
    expect(output).toContain(says);
  });
});
