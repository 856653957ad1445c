import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunFile, readRunFile, removeRunFile, writeRunFile } from "./run-file";

const dataDir = mkdtempSync(join(tmpdir(), "holdfast-run-file-"));
const run = { pid: process.pid, speed: 1, bufferSeconds: 5, dataDir, zoneId: "Z1", outputs: [] };
const written = (over: object = {}) => writeRunFile({ ...run, ...over } as unknown as RunFile);
const notUp = new RegExp(`${dataDir}.*npm run local`);

test("another command finds a run that is up", () => {
  written();
  expect(readRunFile(dataDir)).toEqual(run);
});

test("a run that was stopped, or killed, is not up", () => {
  removeRunFile(dataDir);
  expect(() => readRunFile(dataDir)).toThrow(notUp);
  written({ pid: 2 ** 22 + 1 }); // Over Linux's largest.
  expect(() => readRunFile(dataDir)).toThrow(notUp);
});
