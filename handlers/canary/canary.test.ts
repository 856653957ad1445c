import { sendCanaries } from "./canary";
import type { CanaryRequest, CanaryResult } from "./send";

const credentials = { accessKeyId: "a", secretAccessKey: "b" };
const environment = {
  build: "b1",
  here: { region: "eu-west-1", name: "eu.example" },
  peer: { region: "us-west-2", name: "us.example" },
  failoverName: "events.example",
  timeoutMs: 10_000,
  way: undefined,
};

type Answer = Partial<CanaryResult>;
const taken = (region: string): Answer => ({ status: 200, region, build: "b0" });
const forbidden: Answer = { status: 403, problem: "HTTP 403 Forbidden" };
const silent: Answer = { status: 0, problem: "no answer within 10000 ms" };
/** What both regions' own names answer. */
const own = { "eu.example eu-west-1": taken("eu-west-1"), "us.example us-west-2": taken("us-west-2") };

/** @param answers by name and by the region that the canary was signed for */
async function round(answers: Readonly<Record<string, Answer>>) {
  const sent: CanaryRequest[] = [];
  const log: string[] = [];
  const failure = await sendCanaries({
    environment,
    functionName: "h-canary",
    credentials: async () => credentials,
    send: async (request) => {
      sent.push(request);
      const answer = answers[`${request.name} ${request.region}`];
      return { status: 0, milliseconds: 7, eventId: "e1", ...answer };
    },
    now: () => 1_000,
    log: (line) => log.push(line),
  }).catch((error: unknown) => error);
  return {
    failure,
    sent: sent.map(({ name, region }) => `${name} ${region}`).sort(),
    lines: log.map((line) => JSON.parse(line)),
  };
}

test("a round asks each region by its own name, and whoever answers the clients' name", async () => {
  const { failure, sent, lines } = await round({ ...own, "events.example eu-west-1": taken("eu-west-1") });
  expect(failure).toBeUndefined();
  expect(sent).toEqual(["eu.example eu-west-1", "events.example eu-west-1", "us.example us-west-2"]);
  expect(lines.map(({ name }) => name)).toEqual(["eu.example", "us.example", "events.example"]);
  expect(lines[0]).toMatchObject({
    message: "canary",
    status: 200,
    event_id: "e1",
    taken_by: "eu-west-1",
    taken_by_build: "b0",
    milliseconds: 7,
    region: "eu-west-1",
    build: "b1",
    FunctionName: "h-canary",
    CanaryAnswered: 1,
    CanaryFailed: 0,
  });
});

test.each<{ title: string; answers: Record<string, Answer>; problem: string | undefined }>([
  {
    title: "after a failover the clients' name takes a signature for the standby",
    answers: {
      ...own,
      "events.example eu-west-1": forbidden,
      "events.example us-west-2": taken("us-west-2"),
    },
    problem: undefined,
  },
  {
    title: "a caller that no region lets in has failed",
    answers: { ...own, "events.example eu-west-1": forbidden, "events.example us-west-2": forbidden },
    problem: "events.example: HTTP 403 Forbidden.",
  },
  {
    title: "a region that does not answer has failed, while the others are asked all the same",
    answers: { ...own, "us.example us-west-2": silent, "events.example eu-west-1": taken("eu-west-1") },
    problem: "us.example: no answer within 10000 ms.",
  },
  {
    title: "a name that leads to the wrong region has failed",
    answers: {
      ...own,
      "us.example us-west-2": taken("eu-west-1"),
      "events.example eu-west-1": taken("eu-west-1"),
    },
    problem: "us.example: answered by eu-west-1, not us-west-2.",
  },
  {
    title: "an answer that names no region has failed",
    answers: { ...own, "events.example eu-west-1": { status: 200 } },
    problem: "events.example: answered by nobody, not eu-west-1 or us-west-2.",
  },
])("$title", async ({ answers, problem }) => {
  const { failure, lines } = await round(answers);
  expect(lines.map(({ CanaryFailed }) => CanaryFailed).reduce((sum, one) => sum + one)).toBe(problem ? 1 : 0);
  if (problem === undefined) expect(failure).toBeUndefined();
  else
    expect(failure).toMatchObject({
      code: "HF_CANARY_FAILED",
      values: { failed: 1, sent: 3, problems: problem },
    });
});
