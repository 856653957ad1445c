import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { drillEvents, type InputOptions, surveyInput, weightedPick } from "./input";

const viewed = (path: string) =>
  `203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET ${path} HTTP/1.1" 200 12 "https://from.example/" "Mozilla/5.0"`;
const LOG = `${viewed("/a")}\n\n${viewed("/a")}\n${viewed("/b").slice(0, -1)}\n${viewed("/c\u2028d")}`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "input-"));
  await writeFile(join(folder, "plain"), LOG);
  await writeFile(join(folder, "gzipped"), gzipSync(LOG));
  await writeFile(join(folder, "empty"), "");
  await writeFile(join(folder, "cut"), gzipSync(LOG).subarray(0, -9));
});
afterAll(() => rm(folder, { recursive: true }));

const options = (over: Partial<InputOptions> = {}): InputOptions => ({ drillId: "d1", seed: 1, ...over });
const all = async (input: InputOptions) => {
  const views = [];
  for await (const view of drillEvents(input)) views.push(view);
  return views;
};

test.each([
  { title: "a plain log", file: "plain" },
  { title: "a gzipped log, whatever its name", file: "gzipped" },
])("counts each line of $title, and why it was skipped", async ({ file }) => {
  expect(await surveyInput(options({ file: join(folder, file) }))).toEqual({
    name: file,
    lines: 5,
    events: 3,
    skipped: 2,
    skippedReasons: { "the line is empty": 1, "a quoted field is not closed": 1 },
  });
});

test("makes a page view of a line", async () => {
  const [view] = await all(options({ file: join(folder, "plain") }));
  expect(view).toEqual({
    event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    event_name: "page_view",
    client_time: "2015-05-17T10:05:03.000Z",
    visitor_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    url: "https://www.example.com/a",
    properties: {
      drill: "d1",
      line: 1,
      address: "203.0.113.9",
      method: "GET",
      status: 200,
      referrer: "https://from.example/",
      user_agent: "Mozilla/5.0",
    },
  });
});

test.each([
  { title: "GET", method: "GET", name: "page_view" },
  { title: "HEAD", method: "HEAD", name: "request" },
  { title: "POST", method: "POST", name: "request" },
  { title: "OPTIONS", method: "OPTIONS", name: "request" },
])("names what $title asked for: $name", async ({ method, name }) => {
  const file = join(folder, method);
  await writeFile(file, viewed("/a").replace("GET", method));
  expect(await all(options({ file }))).toMatchObject([{ event_name: name, properties: { method } }]);
});

test("gives repeated lines ids of their own, and their visitor one", async () => {
  const views = await all(options({ file: join(folder, "gzipped") }));
  expect(new Set(views.map((view) => view.event_id)).size).toBe(3);
  expect(new Set(views.map((view) => view.visitor_id)).size).toBe(1);
});

test.each([
  { title: "repeats ids whatever the seed", other: { seed: 2 }, same: true },
  { title: "gives the next drill other ids", other: { drillId: "d2" }, same: false },
])("$title", async ({ other, same }) => {
  const file = join(folder, "plain");
  const ids = async (over: Partial<InputOptions>) =>
    (await all(options({ file, ...over }))).map((view) => view.event_id);
  expect((await ids(other))[0] === (await ids({}))[0]).toBe(same);
});

test("stops at the most events asked for, and counts only what it read", async () => {
  const input = options({ file: join(folder, "plain"), eventsMax: 2 });
  expect(await all(input)).toHaveLength(2);
  expect(await surveyInput(input)).toMatchObject({ lines: 3, events: 2, skipped: 1 });
});

test.each([
  { title: "an empty log", file: "empty", problem: /0 lines and none in combined log format/ },
  { title: "a gzip cut short", file: "cut", problem: /cannot be read: unexpected end of file/ },
  { title: "a file that is gone", file: "gone", problem: /cannot be read: ENOENT/ },
])("refuses $title", async ({ file, problem }) => {
  await expect(surveyInput(options({ file: join(folder, file) }))).rejects.toThrow(problem);
});

test("draws the same fingerprints with the same seed, and others with another", async () => {
  const agents = async (seed: number) =>
    (await all(options({ seed, eventsMax: 50 }))).map((view) => view.properties.user_agent);
  expect(await agents(7)).toEqual(await agents(7));
  expect(await agents(7)).not.toEqual(await agents(8));
  expect(new Set(await agents(7)).size).toBeGreaterThan(5);
});

test("a weighted draw falls where a search from the start would", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (shares, draw) => {
      const target = draw * shares.reduce((sum, share) => sum + share, 0);
      const sumTo = (index: number) => shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0);
      const expected = shares.findIndex((_, index) => sumTo(index) > target);
      expect(weightedPick(shares)(draw)).toBe(expected);
    }),
  );
});
