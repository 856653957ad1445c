import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";

export interface Red {
  readonly name: string;
  readonly description: string;
}

/** The alarms that are red now, of those whose names begin with the prefix. */
export async function redAlarmsIn(client: CloudWatchClient, namePrefix: string): Promise<Red[]> {
  const red: Red[] = [];
  const pages = paginateDescribeAlarms({ client }, { AlarmNamePrefix: namePrefix, StateValue: "ALARM" });
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
    for (const { AlarmName = "", AlarmDescription = "" } of [...MetricAlarms, ...CompositeAlarms])
      red.push({ name: AlarmName, description: AlarmDescription });
  return red;
}
