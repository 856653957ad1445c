import { collectWith, request } from "../testing/collecting";
import type { Fault } from "../testing/fakes";

const throttled: Fault = { kind: "throttled" };
const userArn = "arn:aws:sts::111122223333:assumed-role/h-canary/1";

/** As API Gateway hands it over; `authorizer` is what it says of who called. */
const canary = (authorizer?: object, body: unknown = { event_id: "c1", event_name: "canary" }) => {
  const event = request("POST", "/canary", { body: JSON.stringify(body) });
  return { ...event, requestContext: { ...event.requestContext, ...(authorizer && { authorizer }) } };
};

test("a canary goes where events go, under a protocol of its own, and the answer says who took it", async () => {
  const { collect, events, log } = collectWith();
  const answer = await collect(canary({ iam: { userArn } }));
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({ accepted: 1, refused: [], region: "eu-west-1", build: "b1" });
  expect(events()).toEqual([
    expect.objectContaining({ event_id: "c1", protocol: "canary", ip: null, user_agent: null }),
  ]);
  expect(JSON.parse(log[0] ?? "")).toMatchObject({ path: "/canary", outcome: "accepted", accepted: 1 });
  // Not among the events that metrics count: a canary is nobody's.
  expect(JSON.parse(log[0] ?? "")).not.toHaveProperty("_aws");
});

test.each([
  { title: "no authorizer", authorizer: undefined },
  { title: "an authorizer of another kind", authorizer: { jwt: { claims: { sub: "x" } } } },
  { title: "IAM without a caller", authorizer: { iam: {} } },
  { title: "a caller that is no text", authorizer: { iam: { userArn: { toString: "x" } } } },
])("with $title there is no such route", async ({ authorizer }) => {
  const { collect, events } = collectWith();
  const answer = await collect(canary(authorizer));
  const nothing = await collect(request("POST", "/nothing"));
  expect(answer).toEqual(nothing);
  expect(answer.statusCode).toBe(404);
  expect(events()).toEqual([]);
});

test.each(["GET", "OPTIONS", "POST"])(
  "%s without IAM looks like any path that is not there",
  async (method) => {
    const { collect } = collectWith();
    expect((await collect(request(method, "/canary"))).statusCode).toBe(404);
  },
);

test("a client cannot make one by what it sends", async () => {
  const { collect, events } = collectWith();
  const forged = request("POST", "/events", {
    body: JSON.stringify({ event_name: "canary", properties: { protocol: "canary" } }),
    headers: { "x-amzn-iam-user-arn": userArn, protocol: "canary" },
  });
  await collect(forged);
  expect(events()).toEqual([expect.objectContaining({ protocol: "events" })]);
});

test("what no place takes is not acknowledged, and says whose build it was", async () => {
  const { collect } = collectWith({ faults: [throttled] });
  const answer = await collect(canary({ iam: { userArn } }));
  expect(answer.statusCode).toBe(503);
  expect(JSON.parse(answer.body)).toMatchObject({ code: "not_durable", region: "eu-west-1", build: "b1" });
});

test("the body is judged as a client's", async () => {
  const { collect } = collectWith();
  const answer = await collect(canary({ iam: { userArn } }, { event_name: "holdfast.canary" }));
  expect(answer.statusCode).toBe(400);
});
