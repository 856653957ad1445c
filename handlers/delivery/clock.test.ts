import { VirtualClock } from "../testing/virtual-clock";
import { within } from "./clock";

test("a call that is out of time is told to end, and what it says then is ignored", async () => {
  const clock = new VirtualClock();
  let signal: AbortSignal | undefined;
  const late = within(clock, 100, "S3", async (given) => {
    signal = given;
    await clock.sleep(200);
    throw new Error("too late to be heard");
  });
  await expect(clock.run(late)).rejects.toMatchObject({
    code: "HF_DELIVERY_TIMEOUT",
    values: { call: "S3", milliseconds: 100 },
  });
  expect(signal?.aborted).toBe(true);
});

test("a call that answers in time is left alone", async () => {
  const clock = new VirtualClock();
  let signal: AbortSignal | undefined;
  const answer = within(clock, 100, "S3", async (given) => {
    signal = given;
    await clock.sleep(99);
    return "answer";
  });
  expect(await clock.run(answer)).toBe("answer");
  expect(signal?.aborted).toBe(false);
});
