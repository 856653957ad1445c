import { ConfigurationCache } from "./configuration-cache";

/** A cache whose reads are answered by the test, on a clock of its own. */
function cacheOf(answers: (string | Error)[]) {
  const errors: unknown[] = [];
  const clock = { now: 0, reads: 0 };
  const read = async () => {
    const answer = answers[clock.reads++];
    if (answer instanceof Error) throw answer;
    return answer as string;
  };
  const cache = new ConfigurationCache(
    read,
    1_000,
    (error) => errors.push(error),
    () => clock.now,
  );
  return { cache, clock, errors };
}
const always = () => true;

test("what was read serves until it is old, and then once more while it is read anew", async () => {
  const { cache, clock } = cacheOf(["one", "two"]);
  expect(await cache.get(always)).toBe("one");
  clock.now = 1_000;
  expect([await cache.get(always), clock.reads]).toEqual(["one", 1]);
  clock.now = 1_001;
  expect([await cache.get(always), clock.reads]).toEqual(["one", 2]);
  expect([await cache.get(always), clock.reads]).toEqual(["two", 2]);
});

test("one that does not do is read at once, but not for every request", async () => {
  const { cache, clock } = cacheOf(["one", "two", "three"]);
  const isTwo = (text: string) => text === "two";
  await cache.get(always);
  clock.now = 50;
  expect(await cache.get(isTwo)).toBe("one");
  clock.now = 101;
  expect(await cache.get(isTwo)).toBe("two");
  expect(clock.reads).toBe(2);
});

test("a read that fails leaves the last one in force, and is told", async () => {
  const { cache, clock, errors } = cacheOf(["one", new Error("no"), "two"]);
  await cache.get(always);
  clock.now = 2_000;
  await cache.get(always);
  await cache.refresh();
  expect(await cache.get(always)).toBe("one");
  expect(errors).toHaveLength(1);
});

test("there is none while no read ever succeeded; the next request tries again", async () => {
  const { cache } = cacheOf([new Error("no"), "one"]);
  expect(await cache.get(always)).toBeUndefined();
  expect(await cache.get(always)).toBe("one");
});

test("requests that come together share one read", async () => {
  const { cache, clock } = cacheOf(["one"]);
  expect(await Promise.all([cache.get(always), cache.get(always)])).toEqual(["one", "one"]);
  expect(clock.reads).toBe(1);
});
