import fc from "fast-check";
import { namesOf, namesTooLong, regionalName } from "./names";

const place = { project: "holdfast", environment: "prod", region: "eu-west-1", accountId: "111122223333" };

test("every name holds project, environment and region; buckets the account too", () => {
  expect(namesOf(place)).toEqual({
    prefix: "holdfast-prod-eu-west-1-",
    lakeBucket: "holdfast-prod-eu-west-1-111122223333-lake",
    undeliverableBucket: "holdfast-prod-eu-west-1-111122223333-undeliverable",
    stream: "holdfast-prod-eu-west-1-events",
    collect: "holdfast-prod-eu-west-1-collect",
    replay: "holdfast-prod-eu-west-1-replay",
    replayQueue: "holdfast-prod-eu-west-1-replay",
    deadLetterQueue: "holdfast-prod-eu-west-1-dead-letters",
    canary: "holdfast-prod-eu-west-1-canary",
    etl: "holdfast-prod-eu-west-1-etl",
    migrate: "holdfast-prod-eu-west-1-migrate",
    etlQueue: "holdfast-prod-eu-west-1-etl",
    etlDeadLetterQueue: "holdfast-prod-eu-west-1-etl-dead-letters",
    database: "holdfast-prod-eu-west-1-warehouse",
    sweep: "holdfast-prod-eu-west-1-sweep",
    canarySchedule: "holdfast-prod-eu-west-1-canary-schedule",
    deliveryRole: "holdfast-prod-eu-west-1-delivery",
    lakeReplicationRole: "holdfast-prod-eu-west-1-lake-replication",
    undeliverableReplicationRole: "holdfast-prod-eu-west-1-undeliverable-replication",
    lakeBatchRole: "holdfast-prod-eu-west-1-lake-s3-batch",
    undeliverableBatchRole: "holdfast-prod-eu-west-1-undeliverable-s3-batch",
    api: "holdfast-prod-eu-west-1-api",
    alarmTopic: "holdfast-prod-eu-west-1-alarms",
    flipTopic: "holdfast-prod-eu-west-1-health-flips",
    dashboard: "holdfast-prod-eu-west-1",
    edge: "holdfast-prod-eu-west-1-edge",
  });
});

test("a region's own name lies under the name that moves", () => {
  expect(regionalName("eu-west-1", "events.example.com")).toBe("eu-west-1.events.example.com");
});

const regions = fc.constantFrom("eu-west-1", "us-west-2", "ap-southeast-2", "ap-northeast-1");
const environments = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);
const accounts = fc.stringMatching(/^[0-9]{12}$/);

test("for every environment and account, AWS takes every name", () => {
  fc.assert(
    fc.property(regions, environments, accounts, (region, environment, accountId) => {
      const names = namesOf({ project: "holdfast", environment, region, accountId });
      expect(namesTooLong(names)).toEqual([]);
      for (const bucket of [names.lakeBucket, names.undeliverableBucket])
        expect(bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    }),
  );
});

test("no two regions share a name, nor do two roles", () => {
  fc.assert(
    fc.property(regions, regions, environments, (one, other, environment) => {
      fc.pre(one !== other);
      const names = (region: string) => namesOf({ ...place, environment, region });
      const both = new Set([...Object.values(names(one)), ...Object.values(names(other))]);
      expect(both.size).toBe(2 * new Set(Object.values(names(one))).size);
      const { collect, replay, sweep, deliveryRole, ...others } = names(one);
      const { lakeReplicationRole, undeliverableReplicationRole, lakeBatchRole, undeliverableBatchRole } =
        others;
      const replication = [lakeReplicationRole, undeliverableReplicationRole];
      const batch = [lakeBatchRole, undeliverableBatchRole];
      const roles = [collect, replay, sweep, deliveryRole, ...replication, ...batch];
      expect(new Set(roles).size).toBe(roles.length);
    }),
  );
});

test("a name that AWS would refuse is told with its length", () => {
  const names = namesOf({ ...place, project: "a-project-whose-name-is-long" });
  expect(namesTooLong(names)).toEqual([
    "a-project-whose-name-is-long-prod-eu-west-1-111122223333-undeliverable has 70 characters, over 63.",
    "a-project-whose-name-is-long-prod-eu-west-1-undeliverable-replication has 69 characters, over 64.",
    "a-project-whose-name-is-long-prod-eu-west-1-undeliverable-s3-batch has 66 characters, over 64.",
  ]);
});
