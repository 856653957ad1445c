import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sayingWaits, stacksOrAll } from "./previewing";

const { signal } = new AbortController();

describe("which stacks", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "previewing-"));
    for (const stack of ["b", "a", "example-c"]) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), "");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    { title: "all but examples", wanted: [], found: ["a", "b"] },
    { title: "those asked for, once", wanted: ["b", "b"], found: ["b"] },
  ])("$title", ({ wanted, found }) => {
    expect(stacksOrAll(folder, wanted)).toEqual(found);
  });

  test("not one that has no file", () => {
    expect(() => stacksOrAll(folder, ["a", "c", "d"])).toThrow(/--stack "c, d": the stacks are a, b\./);
  });
});

describe("what is said while they wait", () => {
  let said: string;
  beforeEach(() => {
    jest.useFakeTimers();
    said = "";
    jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  test("nothing before two seconds have passed; then what is still waited for", async () => {
    const steps: string[] = [];
    const step = () => {
      steps.push(said);
      said = "";
    };
    const result = await sayingWaits(["a", "b"], signal, async ({ onDone, signal: own }) => {
      expect(own).toBe(signal);
      jest.advanceTimersByTime(1_999);
      step();
      jest.advanceTimersByTime(1);
      step();
      onDone?.({ stack: "a" });
      jest.advanceTimersByTime(2_000);
      step();
      onDone?.({ stack: "b" });
      jest.advanceTimersByTime(2_000);
      step();
      return "done";
    });
    expect(result).toBe("done");
    expect(steps).toEqual(["", "[   2.0 s] previewing a and b\n", "[   4.0 s] previewing b\n", ""]);
  });

  test("nothing more once it has failed", async () => {
    const failing = sayingWaits(["a"], signal, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    jest.advanceTimersByTime(10_000);
    expect(said).toBe("");
    expect(jest.getTimerCount()).toBe(0);
  });
});
