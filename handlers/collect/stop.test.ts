import fc from "fast-check";
import { VirtualClock } from "../testing/virtual-clock";
import { StopSwitch, stopKnownForMs } from "./stop";

const TOKEN = "holdfast-stop us-west-2";

/** A switch whose object is what `stored` says; `undefined` is no object, an error is what reading it throws. */
function switchOver(stored: { object: string | Error | undefined }) {
  const clock = new VirtualClock();
  let reads = 0;
  const stop = new StopSwitch({
    region: "us-west-2",
    sharedMs: 2_000,
    clock,
    async readStopObject() {
      reads++;
      await clock.sleep(100);
      if (stored.object instanceof Error) throw stored.object;
      return stored.object;
    },
  });
  return { clock, look: () => clock.run(stop.look()), stop, reads: () => reads };
}

test.each([
  { title: "no object", object: undefined, answer: { isStopped: false } },
  { title: "the exact token", object: TOKEN, answer: { isStopped: true } },
  {
    title: "the token and a new line",
    object: `${TOKEN}\n`,
    answer: { isStopped: false, problem: "stop_object_without_token" },
  },
  { title: "nothing", object: "", answer: { isStopped: false, problem: "stop_object_without_token" } },
  {
    title: "another region's token",
    object: "holdfast-stop us-west-1",
    answer: { isStopped: false, problem: "stop_object_without_token" },
  },
  {
    title: "an error",
    object: Object.assign(new Error(), { name: "AccessDenied" }),
    answer: { isStopped: undefined, problem: "AccessDenied" },
  },
])("$title is isStopped: $answer.isStopped", async ({ object, answer }) => {
  expect(await switchOver({ object }).look()).toEqual(answer);
});

test("one reading answers everybody who asks at the same time or within the shared time", async () => {
  const { clock, look, stop, reads } = switchOver({ object: TOKEN });
  const answers = await clock.run(Promise.all(Array.from({ length: 50 }, () => stop.look())));
  expect(answers).toEqual(Array.from({ length: 50 }, () => ({ isStopped: true })));
  await look();
  expect(reads()).toBe(1);
  await clock.advance(2_000);
  await look();
  expect(reads()).toBe(2);
});

test("a stop that was read outlives its reading by ten minutes, and no longer", async () => {
  const stored: { object: string | Error | undefined } = { object: TOKEN };
  const { clock, look } = switchOver(stored);
  await look();
  stored.object = new Error("S3 is down.");
  await clock.advance(stopKnownForMs - 1_000);
  expect(await look()).toEqual({ isStopped: true, problem: "Error" });
  await clock.advance(2_000);
  expect(await look()).toEqual({ isStopped: undefined, problem: "Error" });
});

test("once the object was seen to be gone, an error is no stop", async () => {
  const stored: { object: string | Error | undefined } = { object: TOKEN };
  const { clock, look } = switchOver(stored);
  for (const [object, isStopped] of [
    [TOKEN, true],
    [undefined, false],
    [new Error("S3 is down."), undefined],
  ] as const) {
    stored.object = object;
    expect((await look()).isStopped).toBe(isStopped);
    await clock.advance(2_000);
  }
});

test("stopped is answered only while the newest reading that succeeded found the token, and not long ago", async () => {
  const anyStep = fc.record({
    object: fc.constantFrom(TOKEN, TOKEN, undefined, "something else", new Error("S3 is down.")),
    waitMs: fc.constantFrom(2_000, 10_000, stopKnownForMs / 2, stopKnownForMs),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), async (steps) => {
      const stored: { object: string | Error | undefined } = { object: undefined };
      const { clock, look } = switchOver(stored);
      let newest: { object: string | undefined; at: number } | undefined;
      for (const { object, waitMs } of steps) {
        stored.object = object;
        const { isStopped } = await look();
        if (!(object instanceof Error)) newest = { object, at: clock.now() };
        const isFresh = newest !== undefined && clock.now() - newest.at <= stopKnownForMs;
        expect(isStopped === true).toBe(isFresh && newest?.object === TOKEN);
        expect(isStopped === undefined).toBe(object instanceof Error && isStopped !== true);
        await clock.advance(waitMs);
      }
    }),
  );
});
