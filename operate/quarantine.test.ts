import { sha256Of } from "../handlers/delivery/undeliverable-object";
import { inspect } from "../handlers/replay/inspect";
import { Pair } from "./pair";
import { chosen, drop, listQuarantine, requeue, showQuarantined } from "./quarantine";
import { FakeS3 } from "./testing/fake-s3";
import { exampleOutputs } from "./testing/outputs";

const HERE = "eu-west-1";
const BUCKET = `undeliverable-${HERE}`;
const PEER_BUCKET = "undeliverable-us-west-2";
const SOURCE = `undeliverable/region=${HERE}/2026/11/20/10/x.ndjson`;
const pair = new Pair([exampleOutputs("primary", HERE), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const at = pair.primary;

let s3: FakeS3;
beforeEach(() => {
  s3 = new FakeS3();
});
afterEach(() => s3.client.restore());

const good = (id: string) => `{"event_id":"${id}","region":"us-west-2"}`;
const bodies = {
  whole: `${good("a")}\n${good("b")}\n`,
  spoilt: `${good("a")}\nnot json\n`,
  hopeless: "not json\n",
};
const keyOf = (body: string) => `quarantine/region=${HERE}/${sha256Of(Buffer.from(body))}.ndjson`;
const put = (
  body: string,
  { reason = "checksum_mismatch", bucket = BUCKET, storedAt = new Date(0) } = {},
) => {
  const sha256 = sha256Of(Buffer.from(body));
  const metadata = { version: "1", reason, source: encodeURI(SOURCE), sha256, build: "b1" };
  s3.put(bucket, keyOf(body), body, { metadata, storedAt });
  return keyOf(body);
};

test("lists each object with its reason, the oldest first, and what could be delivered of it now", async () => {
  put(bodies.spoilt, { reason: "event_unreadable", storedAt: new Date(2_000) });
  put(bodies.whole, { storedAt: new Date(1_000) });
  s3.put(BUCKET, "quarantine/region=us-west-2/replica.ndjson", "x");
  expect(await listQuarantine(pair, at)).toEqual([
    {
      region: HERE,
      key: keyOf(bodies.whole),
      sha256: sha256Of(Buffer.from(bodies.whole)),
      storedAt: new Date(1_000),
      bytes: bodies.whole.length,
      events: 2,
      deliverable: 2,
      reason: "checksum_mismatch",
      source: SOURCE,
    },
    expect.objectContaining({
      key: keyOf(bodies.spoilt),
      events: 2,
      deliverable: 1,
      reason: "event_unreadable",
    }),
  ]);
});

test("shows an object's manifest, its lines, and how many were delivered when it was put there", async () => {
  put(bodies.spoilt);
  const [one] = await listQuarantine(pair, at);
  s3.put(BUCKET, `drained/region=${HERE}/${one?.sha256}.json`, '{"events":1}');
  expect(await showQuarantined(pair, at, one as NonNullable<typeof one>)).toMatchObject({
    metadata: { reason: "checksum_mismatch" },
    lines: [good("a"), "not json"],
    delivered: 1,
  });
});

describe("requeue", () => {
  test("makes a batch that replay takes as a whole, and that no receipt of its first life hides", async () => {
    const key = put(bodies.whole);
    const was = sha256Of(Buffer.from(bodies.whole));
    expect(await requeue(pair, at, key)).toEqual({ key, done: "requeued" });
    const [queued = ""] = s3.keys(BUCKET, "undeliverable/");
    expect(queued).toMatch(/^undeliverable\/region=eu-west-1\/2026\/11\/20\/10\/[0-9a-f]{64}\.ndjson$/);
    expect(queued).not.toContain(was);
    const object = s3.bucket(BUCKET).get(queued);
    expect(object?.metadata).toMatchObject({
      origin: "us-west-2",
      holder: HERE,
      events: "2",
      reason: "requeued_checksum_mismatch",
    });
    expect(inspect(queued, object as NonNullable<typeof object>)).toMatchObject({
      flaw: undefined,
      lines: [good("a"), good("b")],
    });
    expect(s3.keys(BUCKET, "quarantine/")).toEqual([]);
  });

  test("says what will come back", async () => {
    const key = put(bodies.spoilt);
    expect(await requeue(pair, at, key)).toEqual({
      key,
      done: "requeued; 1 of its 2 lines cannot be delivered by this version either and will return",
    });
  });

  test("is the same twice: a run that died before the deletion is repeated", async () => {
    const key = put(bodies.whole);
    s3.step = (moment, call) => {
      if (moment === "before" && call === "delete") throw new Error("killed");
    };
    await expect(requeue(pair, at, key)).rejects.toThrow("killed");
    const queued = s3.keys(BUCKET, "undeliverable/");
    s3.step = () => undefined;
    await requeue(pair, at, key);
    expect(s3.keys(BUCKET)).toEqual(queued);
  });

  test.each([
    { title: "what is not there", prepare: () => keyOf(bodies.whole), refused: "there is no such object" },
    {
      title: "what nothing can be delivered of",
      prepare: () => put(bodies.hopeless),
      refused: "nothing in it can be delivered: show it, then drop it",
    },
    {
      title: "bytes that changed since",
      prepare: () => {
        s3.put(BUCKET, keyOf(bodies.whole), bodies.spoilt);
        return keyOf(bodies.whole);
      },
      refused: "its bytes are not those that were put into quarantine",
    },
  ])("refuses $title, and leaves it", async ({ prepare, refused }) => {
    const key = prepare();
    const before = s3.keys(BUCKET);
    expect(await requeue(pair, at, key)).toEqual({ key, refused });
    expect(s3.keys(BUCKET)).toEqual(before);
  });
});

describe("drop", () => {
  const why = { because: "a test's events", by: "arn:aws:iam::1:user/ann", at: Date.UTC(2026, 10, 21) };
  const tombstone = `dropped/region=${HERE}/${sha256Of(Buffer.from(bodies.spoilt))}.json`;

  test("deletes both copies and leaves a tombstone of each", async () => {
    const key = put(bodies.spoilt);
    put(bodies.spoilt, { bucket: PEER_BUCKET });
    expect(await drop(pair, at, key, why)).toEqual({ key, done: "dropped" });
    for (const bucket of [BUCKET, PEER_BUCKET]) {
      expect(s3.keys(bucket)).toEqual([tombstone]);
      expect(JSON.parse(String(s3.bucket(bucket).get(tombstone)?.body))).toEqual({
        version: "1",
        key,
        sha256: sha256Of(Buffer.from(bodies.spoilt)),
        events: 2,
        bytes: bodies.spoilt.length,
        reason: "checksum_mismatch",
        source: SOURCE,
        dropped_at: "2026-11-21T00:00:00.000Z",
        dropped_by: why.by,
        because: why.because,
      });
    }
  });

  test.each(["put", "delete"])("killed before any %s, it is repeated", async (call) => {
    const key = put(bodies.spoilt);
    put(bodies.spoilt, { bucket: PEER_BUCKET });
    let calls = 0;
    s3.step = (moment, name) => {
      if (moment === "before" && name === call && ++calls === 2) throw new Error("killed");
    };
    await expect(drop(pair, at, key, why)).rejects.toThrow("killed");
    s3.step = () => undefined;
    expect(s3.keys(BUCKET)).toContain(key);
    expect(await drop(pair, at, key, why)).toEqual({ key, done: "dropped" });
    expect(s3.keys(PEER_BUCKET)).toEqual([tombstone]);
  });

  test("drops nothing when the replica cannot be deleted: it would stay unseen", async () => {
    const key = put(bodies.spoilt);
    s3.step = () => {
      throw new Error("timed out");
    };
    expect(await drop(pair, at, key, why)).toEqual({
      key,
      refused: "its replica in us-west-2 cannot be deleted (timed out)",
    });
    expect(s3.keys(BUCKET)).toEqual([key]);
  });
});

describe("the objects that a person means", () => {
  const one = { key: "quarantine/a", sha256: `abcdef01${"0".repeat(56)}` };
  const other = { key: "quarantine/b", sha256: `abcdef02${"0".repeat(56)}` };
  const all = [one, other] as never;
  test.each([
    { title: "a key", names: ["quarantine/b"], found: [other], problems: [] },
    { title: "the beginning of a hash", names: ["abcdef01"], found: [one], problems: [] },
    { title: "one object named twice", names: ["abcdef01", "quarantine/a"], found: [one], problems: [] },
    {
      title: "a beginning that fits two",
      names: ["abcdef"],
      found: [],
      problems: ["abcdef fits 2 objects: quarantine/a, quarantine/b"],
    },
    { title: "one too short to be meant", names: ["abc"], found: [], problems: ["abc is not in quarantine"] },
    { title: "what is not there", names: ["fffffff"], found: [], problems: ["fffffff is not in quarantine"] },
  ])("$title", ({ names, found, problems }) => {
    expect(chosen(all, names)).toEqual({ found, problems });
  });
});
