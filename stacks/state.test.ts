import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { stateProblems } from "./state";

const stack = (role: string, region: string, secretsprovider?: string) => ({
  config: { "holdfast:role": role, "aws:region": region },
  ...(secretsprovider && { secretsprovider }),
});
const pair = (primaryKey?: string, standbyKey?: string) => ({
  "prod-eu": stack("primary", "eu-west-1", primaryKey),
  "prod-us": stack("standby", "us-west-2", standbyKey),
});
const arn = (region: string, id: string) => `awskms:///arn:aws:kms:${region}:111122223333:key/${id}`;

test.each([
  { title: "Pulumi Cloud", url: undefined },
  { title: "Pulumi Cloud by its address", url: "https://api.pulumi.com" },
  { title: "a bucket in a third region", url: "s3://state?region=eu-north-1&awssdk=v2" },
  { title: "a bucket in the standby's region", url: "s3://state/holdfast?region=us-west-2" },
  { title: "a store of another kind", url: "gs://state" },
  { title: "what only looks like S3", url: "s3://state?endpoint=storage.example.net&region=eu-west-1" },
])("a state in $title is reachable without the primary", ({ url }) => {
  expect(stateProblems(url === undefined ? {} : { backend: { url } }, pair())).toEqual([]);
});

test.each([
  {
    title: "in the primary's region",
    url: "s3://state?region=eu-west-1",
    problem: /^The state is in s3:\/\/state\?region=eu-west-1, in the primary's own region\./,
  },
  { title: "in no named region", url: "s3://state", problem: /names no region.*Add \?region=/ },
  { title: "on one machine", url: "file:///home/me/state", problem: /on one machine/ },
])("a state $title is not", ({ url, problem }) => {
  expect(stateProblems({ backend: { url } }, pair())).toEqual([expect.stringMatching(problem)]);
});

test("what the environment says stands above the project's file", () => {
  const project = { backend: { url: "s3://state?region=eu-west-1" } };
  expect(stateProblems(project, pair(), "s3://state?region=eu-north-1")).toEqual([]);
});

test.each([
  { title: "no key of KMS's", keys: ["passphrase", "default"] },
  { title: "other clouds' keys", keys: ["gcpkms://projects/p/locations/l/k", "hashivault://key"] },
  {
    title: "one multi-Region key, named outside the primary",
    keys: ["awskms://mrk-1?region=us-west-2", "awskms://mrk-1?region=us-west-2"],
  },
  {
    title: "multi-Region keys by their ARNs",
    keys: [arn("eu-north-1", "mrk-1"), `${arn("us-west-2", "mrk-1")}?region=us-west-2`],
  },
  {
    title: "two keys in two regions, neither the primary's",
    keys: ["awskms://alias/a?region=eu-north-1", "awskms://alias/b?region=us-west-2"],
  },
])("$title: no problem", ({ keys: [primary, standby] }) => {
  expect(stateProblems({}, pair(primary, standby))).toEqual([]);
});

test.each([
  {
    title: "a key in the primary's region",
    keys: [undefined, "awskms://1234?region=eu-west-1"],
    problems: [/^prod-us: the key .* lies in the primary's own region .*multi-Region key/],
  },
  {
    title: "the same by its ARN",
    keys: [undefined, arn("eu-west-1", "1234")],
    problems: [/^prod-us: the key .* lies in the primary's own region/],
  },
  {
    title: "the primary's own key, too: its state must be read to replace it",
    keys: ["awskms://alias/state?region=eu-west-1", undefined],
    problems: [/^prod-eu: the key/],
  },
  {
    title: "a multi-Region key that is named in the primary's region",
    keys: [undefined, "awskms://mrk-1?region=eu-west-1"],
    problems: [/^prod-us: the multi-Region key .* Name its replica elsewhere/],
  },
  {
    title: "a key without a region",
    keys: [undefined, "awskms://alias/state"],
    problems: [/^prod-us: .* names no region/],
  },
  {
    title: "both stacks on one region's key",
    keys: ["awskms://alias/a?region=us-west-2", "awskms://1234?region=us-west-2"],
    problems: [/^prod-eu and prod-us both hang on a key that only us-west-2 is known to have/],
  },
])("$title: told", ({ keys: [primary, standby], problems }) => {
  expect(stateProblems({}, pair(primary, standby))).toEqual(
    problems.map((problem) => expect.stringMatching(problem)),
  );
});

const regions = fc.constantFrom("eu-west-1", "us-west-2", "eu-north-1");
const keys = fc.record({ region: regions, id: fc.constantFrom("mrk-1", "1234", "alias/state") });

test("nothing is told exactly when neither state nor keys lie in the primary's region, nor both keys in one other alone", () => {
  fc.assert(
    fc.property(regions, keys, keys, (where, one, other) => {
      const urls = [one, other].map(({ region, id }) => `awskms://${id}?region=${region}`);
      const found = stateProblems({}, pair(urls[0], urls[1]), `s3://state?region=${where}`);
      const isLost = [where, one.region, other.region].includes("eu-west-1");
      const isShared = one.region === other.region && ![one, other].some(({ id }) => id.startsWith("mrk-"));
      expect(found.length > 0).toBe(isLost || isShared);
    }),
  );
});

test("without a primary nothing can be judged, and that is told", () => {
  expect(stateProblems({}, { "prod-us": stack("standby", "us-west-2") })).toEqual([
    expect.stringMatching(/which region must not be needed is unknown/),
  ]);
});

test("our own files: the state and its secrets are reachable without the primary", () => {
  const read = (file: string) => parse(readFileSync(resolve(__dirname, "..", file), "utf8"));
  const stacks = Object.fromEntries(
    ["prod-eu", "prod-us"].map((name) => [name, read(`Pulumi.${name}.yaml`)]),
  );
  expect(stateProblems(read("Pulumi.yaml"), stacks)).toEqual([]);
});
