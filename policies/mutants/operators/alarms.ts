/** Silences alarms: each must be missed by the rule that asks for it. */
import { named, type Operator } from "../operator";
import { drop, set, unset } from "../surgery";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** What each alarm watches, and the rule that asks for it. */
const asked: Readonly<Record<string, readonly string[]>> = {
  "region-to-alarms-delivery-freshness": ["alarm-on-delivery-freshness"],
  "region-to-alarms-undelivered-age": ["alarm-on-oldest-undeliverable"],
  "region-to-alarms-dead-letters": ["alarm-on-dead-letters"],
  "region-to-alarms-etl-dead-letters": ["alarm-on-dead-letters"],
  "region-to-alarms-certificate-expiry": ["certificate-expiry-alarm"],
  "region-to-alarms-health-flip": ["alarm-on-every-check"],
};

const watching: readonly Operator[] = Object.entries(asked).flatMap(([name, meant]): Operator[] => {
  const common = { meant, types: [ALARM], where: named(name) };
  return [
    { ...common, does: "is gone", change: drop },
    { ...common, does: "watches another metric", change: set("metricName", "Invocations") },
    { ...common, does: "watches another namespace", change: set("namespace", "AWS/EC2") },
    {
      ...common,
      does: "watches another resource",
      change: (resource, all) => {
        const [dimension] = Object.keys(resource.inputs.dimensions ?? {});
        const moved = [set(`dimensions.${dimension}`, "another")(resource, all)].flat();
        const { dimensions: _, ...others } = moved[0]?.propertyDependencies ?? {};
        return moved.map((one) => ({ ...one, propertyDependencies: { ...others, dimensions: [] } }));
      },
    },
  ];
});

/** One alarm of each pack: whom an alarm tells is asked of none, so that the others would say the same. */
const silenced: readonly Operator[] = ["region-to-alarms-delivery-freshness", "region-to-alarms-health-flip"]
  .map((name) => ({ meant: asked[name] ?? [], types: [ALARM], where: named(name) }))
  .flatMap((common) => [
    { ...common, does: "tells nobody", change: unset("alarmActions") },
    { ...common, does: "is switched off", change: set("actionsEnabled", false) },
  ]);

export const alarms: readonly Operator[] = [...watching, ...silenced];
