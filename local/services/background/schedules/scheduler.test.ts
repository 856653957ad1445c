import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Invoker } from "./invoker";
import { scheduleFrom } from "./schedule";
import { Scheduler } from "./scheduler";

let stateDir: string;
beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(console, "error").mockImplementation();
  stateDir = mkdtempSync(join(tmpdir(), "holdfast-scheduler-"));
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(stateDir, { recursive: true });
});

function start(overrides: Partial<Invoker> = {}) {
  const invoker = {
    invoke: jest.fn<Promise<void>, unknown[]>(async () => undefined),
    giveUp: jest.fn<Promise<void>, unknown[]>(async () => undefined),
    assumeRole: jest.fn(async () => undefined),
    close: jest.fn(),
    ...overrides,
  };
  return { invoker, scheduler: new Scheduler({ accountId: "000000000000", speed: 60, stateDir, invoker }) };
}

const schedule = (changes: object = {}) =>
  scheduleFrom("eu-west-1", "000000000000", "sweep", {
    ScheduleExpression: "rate(5 minutes)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: "arn:aws:lambda:eu-west-1:000000000000:function:replay",
      RoleArn: "arn:aws:iam::000000000000:role/sweep",
      RetryPolicy: { MaximumRetryAttempts: 2 },
    },
    ...changes,
  });
/** Five minutes at 60 times the speed. */
const INTERVAL_MS = 5_000;

test("fires at once, then every interval of the run's clock", async () => {
  const { invoker, scheduler } = start();
  await scheduler.put(schedule());
  await jest.advanceTimersByTimeAsync(0);
  expect(invoker.invoke).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(INTERVAL_MS - 1);
  expect(invoker.invoke).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(1 + 2 * INTERVAL_MS);
  expect(invoker.invoke).toHaveBeenCalledTimes(4);
  expect(scheduler.counts()).toEqual({ "eu-west-1/sweep": { fired: 4, failures: 0, dropped: 0 } });
  await scheduler.close();
});

test.each([
  { title: "disabled", end: (scheduler: Scheduler) => scheduler.put(schedule({ State: "DISABLED" })) },
  { title: "deleted", end: async (scheduler: Scheduler) => scheduler.delete("eu-west-1", "sweep") },
  { title: "closed", end: (scheduler: Scheduler) => scheduler.close() },
])("fires no more once $title", async ({ end }) => {
  const { invoker, scheduler } = start();
  await scheduler.put(schedule());
  await jest.advanceTimersByTimeAsync(0);
  await end(scheduler);
  await jest.advanceTimersByTimeAsync(10 * INTERVAL_MS);
  expect(invoker.invoke).toHaveBeenCalledTimes(1);
  await scheduler.close();
});

test("goes on with its interval after a restart, and makes up for a longer stop once", async () => {
  const first = start();
  await first.scheduler.put(schedule());
  await jest.advanceTimersByTimeAsync(0);
  await first.scheduler.close();
  await jest.advanceTimersByTimeAsync(INTERVAL_MS - 1_000);
  const second = start();
  await jest.advanceTimersByTimeAsync(999);
  expect(second.invoker.invoke).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(second.invoker.invoke).toHaveBeenCalledTimes(1);
  await second.scheduler.close();
  await jest.advanceTimersByTimeAsync(7 * INTERVAL_MS);
  const third = start();
  await jest.advanceTimersByTimeAsync(0);
  expect(third.invoker.invoke).toHaveBeenCalledTimes(1);
  await third.scheduler.close();
});

test("tries again as often as the retry policy says, then hands over to the dead-letter queue", async () => {
  const invoke = jest.fn<Promise<void>, unknown[]>(async () => {
    throw new Error("denied");
  });
  const { invoker, scheduler } = start({ invoke });
  await scheduler.put(schedule({ ScheduleExpression: "rate(1 day)" }));
  await jest.advanceTimersByTimeAsync(1_000);
  expect(invoke).toHaveBeenCalledTimes(3);
  expect(invoker.giveUp).toHaveBeenCalledTimes(1);
  expect(scheduler.counts()["eu-west-1/sweep"]).toEqual({
    fired: 0,
    failures: 3,
    dropped: 1,
    lastError: "Error: denied",
  });
  await scheduler.close();
});

test("is not kept, and not called refused, when nobody says whether its role lets Scheduler in", async () => {
  const late = Object.assign(new Error("late"), { name: "TimeoutError" });
  const { scheduler } = start({ assumeRole: () => Promise.reject(late) });
  await expect(scheduler.put(schedule())).rejects.toBe(late);
  expect(scheduler.list("eu-west-1")).toEqual([]);
  await scheduler.close();
});

test("is not kept when its role does not let Scheduler in", async () => {
  const { scheduler } = start({ assumeRole: () => Promise.reject(new Error("no trust")) });
  await expect(scheduler.put(schedule())).rejects.toThrow("must allow AWS EventBridge Scheduler");
  expect(scheduler.list("eu-west-1")).toEqual([]);
  await scheduler.close();
});
