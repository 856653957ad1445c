/** Whatever arrives, in whatever order, however often: the tables hold what all of it together says. */
import fc from "fast-check";
import type { Forgetting } from "./forget";
import type { StagedEvent } from "./lake-object";
import { startDatabase, type TestDatabase, today } from "./testing/database";
import { dayMs, event, linesOf, minuteMs, object } from "./testing/lake";
import { contentOf, recompute } from "./testing/recompute";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
}, 60_000);
afterAll(() => database?.stop(), 60_000);

const visitors = ["ann", "bob"];

/** Few ids, visitors and moments, so that copies meet; ten minutes apart, so that gaps of exactly 30 minutes occur. */
const anyCopy: fc.Arbitrary<StagedEvent> = fc
  .record({
    id: fc.integer({ min: 0, max: 39 }),
    visitorId: fc.constantFrom("ann", ...visitors, null),
    day: fc.constantFrom(0, 0, 0, 0, 0, 0, -1, -40, -4_000, 400),
    step: fc.integer({ min: -14, max: 14 }),
    received: fc.integer({ min: 0, max: 3 }),
    region: fc.constantFrom("eu-west-1", "us-west-2"),
    eventName: fc.constantFrom("page_view", "click"),
    url: fc.constantFrom(null, "/a", "/b"),
  })
  .map(({ id, day, step, received, ...said }) =>
    event(`id-${id}`, {
      ...said,
      // Around midnight, so that sessions and partitions meet there.
      eventTime: Date.UTC(2026, 10, 21) + day * dayMs + step * 10 * minuteMs,
      receivedAt: today + received * 1_000,
    }),
  );

type Step = { load: number; again: boolean } | Forgetting;

const anyHistory = fc
  .array(fc.array(anyCopy, { minLength: 1, maxLength: 16 }), { minLength: 1, maxLength: 6 })
  .chain((objects) => {
    const anyLoad = fc.record({ load: fc.nat({ max: objects.length - 1 }), again: fc.boolean() });
    const anyForgetting = fc.record({
      visitorId: fc.constantFrom(...visitors),
      forgottenAt: fc.integer({ min: -1, max: 3 }).map((second) => today + second * 1_000),
    });
    const eachOnce = objects.map((_, load) => ({ load, again: false }));
    return fc
      .tuple(fc.array(anyLoad, { maxLength: 3 }), fc.array(anyForgetting, { maxLength: 2 }))
      .chain(([loads, forgettings]) => {
        const steps: Step[] = [...eachOnce, ...loads, ...forgettings];
        return fc.shuffledSubarray(steps, { minLength: steps.length });
      })
      .map((steps) => ({ objects, steps }));
  });

test("events, ids, visitors and sessions are those of a plain recomputation", async () => {
  const warehouse = database.warehouse();
  const run = async ({ objects, steps }: { objects: StagedEvent[][]; steps: Step[] }) => {
    await database.clear();
    for (const step of steps)
      if ("visitorId" in step) await warehouse.forget(step);
      else
        await warehouse.load(object(`${step.load}`), linesOf(objects[step.load] ?? []), {
          again: step.again,
        });
    const forgettings = steps.filter((step) => "visitorId" in step);
    expect(await contentOf(database)).toEqual(recompute(objects.flat(), forgettings));
  };
  await fc.assert(fc.asyncProperty(anyHistory, run), { numRuns: 80 });
  await warehouse.close();
}, 120_000);
