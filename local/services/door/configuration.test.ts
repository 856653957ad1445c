import { type Api, type DoorConfiguration, isKnownHost, type Stage, targetOf } from "./configuration";
import { functionOf } from "./function-arn";

const stage = (name: string): [string, Stage] => [name, { name, variables: {}, throttles: new Map() }];
const api = (id: string, stages: string[], isDefaultEndpointDisabled = false): Api => ({
  id,
  isDefaultEndpointDisabled,
  routes: [],
  stages: new Map(stages.map(stage)),
});

const configuration: DoorConfiguration = {
  region: "eu-west-1",
  accountId: "000000000000",
  apis: new Map([
    ["open", api("open", ["$default", "beta"])],
    ["closed", api("closed", ["$default"], true)],
    ["staged", api("staged", ["v1"])],
  ]),
  domains: new Map([
    ["events.example", [{ key: "", apiId: "closed", stage: "$default" }]],
    [
      "paths.example",
      [
        { key: "a", apiId: "open", stage: "$default" },
        { key: "a/b", apiId: "staged", stage: "v1" },
      ],
    ],
    ["empty.example", []],
    ["dangling.example", [{ key: "", apiId: "gone", stage: "$default" }]],
  ]),
};

const host = (id: string, region = "eu-west-1") => `${id}.execute-api.${region}.amazonaws.com`;

test.each([
  { where: "events.example", path: "/i", target: ["closed", "$default", "/i", "/i"] },
  { where: "paths.example", path: "/a/i", target: ["open", "$default", "/i", "/i"] },
  { where: "paths.example", path: "/a", target: ["open", "$default", "/", "/"] },
  { where: "paths.example", path: "/a/b/i", target: ["staged", "v1", "/i", "/v1/i"] },
  { where: "paths.example", path: "/ab", target: "not-found" },
  { where: "empty.example", path: "/", target: "not-found" },
  { where: "dangling.example", path: "/", target: "not-found" },
  { where: host("open"), path: "/i", target: ["open", "$default", "/i", "/i"] },
  { where: host("open"), path: "/beta/i", target: ["open", "beta", "/i", "/beta/i"] },
  { where: host("open"), path: "/beta", target: ["open", "beta", "/", "/beta"] },
  { where: host("staged"), path: "/i", target: "not-found" },
  { where: host("closed"), path: "/i", target: "not-found" },
  { where: host("unknown"), path: "/i", target: "unknown-host" },
  { where: host("open", "us-west-2"), path: "/i", target: "unknown-host" },
  { where: "", path: "/i", target: "unknown-host" },
])("$where$path leads to $target", ({ where, path, target }) => {
  const found = targetOf(configuration, where, path);
  const told =
    typeof found === "string" ? found : [found.api.id, found.stage.name, found.routePath, found.rawPath];
  expect(told).toEqual(target);
  expect(isKnownHost(configuration, where)).toBe(target !== "unknown-host");
});

const arn = "arn:aws:lambda:eu-west-1:000000000000:function:collect";

test.each([
  { uri: arn, expected: { arn, name: "collect" } },
  { uri: `${arn}:live`, expected: { arn, name: "collect", qualifier: "live" } },
  {
    uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}:7/invocations`,
    expected: { arn, name: "collect", qualifier: "7" },
  },
  { uri: "https://example.com", expected: undefined },
  { uri: "", expected: undefined },
])("the function of $uri", ({ uri, expected }) => {
  expect(functionOf(uri)).toEqual(expected);
});
