import {
  GetAliasCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { liveVersion, shiftLive } from "./live-version";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

const lambda = mockClient(LambdaClient);
const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")]);
beforeEach(() => lambda.reset());
afterAll(() => pair.close());

test.each([
  { title: "nothing waits", versions: ["$LATEST", "1"], alias: {}, newest: "1", shifting: undefined },
  // Text would put 9 behind 10.
  {
    title: "the newest waits",
    versions: ["$LATEST", "9", "10"],
    alias: {},
    newest: "10",
    shifting: undefined,
  },
  {
    title: "a deployment is under way",
    versions: ["$LATEST", "1", "2"],
    alias: { RoutingConfig: { AdditionalVersionWeights: { "2": 0.29 } } },
    newest: "2",
    shifting: { version: "2", percent: 29 },
  },
])("$title", async ({ versions, alias, newest, shifting }) => {
  lambda
    .on(GetAliasCommand, { FunctionName: "collect-eu-west-1", Name: "live" })
    .resolves({ FunctionVersion: "1", ...alias });
  lambda
    .on(ListVersionsByFunctionCommand)
    .resolvesOnce({ Versions: versions.slice(0, 2).map((Version) => ({ Version })), NextMarker: "more" })
    .resolvesOnce({ Versions: versions.slice(2).map((Version) => ({ Version })) });
  expect(await liveVersion(pair, pair.primary)).toEqual({ live: "1", newest, shifting });
});

test.each([
  { title: "code that is the newest version's", latest: "b", unpublished: undefined },
  { title: "code that is an older version's", latest: "a", unpublished: true },
  { title: "code that is no version's", latest: "c", unpublished: true },
])("$title: unpublished is $unpublished", async ({ latest, unpublished }) => {
  lambda.on(GetAliasCommand).resolves({ FunctionVersion: "2" });
  lambda.on(ListVersionsByFunctionCommand).resolves({
    Versions: [
      { Version: "$LATEST", CodeSha256: latest },
      { Version: "1", CodeSha256: "a" },
      { Version: "2", CodeSha256: "b" },
    ],
  });
  expect((await liveVersion(pair, pair.primary)).unpublished).toBe(unpublished);
});

test.each([
  { percent: 10, version: "1", weights: { "2": 0.1 } },
  { percent: 100, version: "2", weights: {} },
  { percent: 0, version: "1", weights: {} },
])("$percent % in one call", async ({ percent, version, weights }) => {
  lambda.on(UpdateAliasCommand).resolves({});
  await shiftLive(pair, pair.standby, { from: "1", to: "2", percent });
  expect(lambda.commandCalls(UpdateAliasCommand).map(({ args }) => args[0].input)).toEqual([
    {
      FunctionName: "collect-us-west-2",
      Name: "live",
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: weights },
    },
  ]);
});
