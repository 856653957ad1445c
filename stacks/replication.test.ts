import { parseSettings } from "./read-settings";
import { replicatedPrefixes } from "./replication";

const settings = (peerReady: boolean, replicate: string) =>
  parseSettings(
    {
      environment: "prod",
      role: "primary",
      peerRegion: "us-west-2",
      peerReady,
      routing: { zoneId: "Z1", failoverName: "events.example.com" },
      replication: { replicate },
    },
    { project: "holdfast", stack: "test", region: "eu-west-1" },
  );

const lake = { bucket: "lake", prefixes: ["events/region=eu-west-1/"] };
const undeliverable = {
  bucket: "undeliverable",
  prefixes: [
    "undeliverable/region=eu-west-1/",
    "drained/region=eu-west-1/",
    "quarantine/region=eu-west-1/",
    "drained/region=us-west-2/", // Receipts of what was taken over from the peer.
  ],
};

test.each([
  { title: "both buckets", peerReady: true, replicate: "all", expected: [lake, undeliverable] },
  {
    title: "undeliverable batches alone",
    peerReady: true,
    replicate: "undeliverable",
    expected: [undeliverable],
  },
  { title: "nothing", peerReady: true, replicate: "none", expected: [] },
  { title: "nothing while there is no peer", peerReady: false, replicate: "all", expected: [] },
])("$title", ({ peerReady, replicate, expected }) => {
  expect(replicatedPrefixes(settings(peerReady, replicate), "eu-west-1")).toEqual(expected);
});
