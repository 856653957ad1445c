import { embeddedMetrics } from "./metrics";

test("a line names each metric with its unit, and holds its value beside the dimension", () => {
  expect(embeddedMetrics({ EventsAcknowledged: 25, OldestUndeliveredSeconds: 0 }, "collect", 1_000)).toEqual({
    _aws: {
      Timestamp: 1_000,
      CloudWatchMetrics: [
        {
          Namespace: "Holdfast",
          Dimensions: [["FunctionName"]],
          Metrics: [
            { Name: "EventsAcknowledged", Unit: "Count" },
            { Name: "OldestUndeliveredSeconds", Unit: "Seconds" },
          ],
        },
      ],
    },
    FunctionName: "collect",
    EventsAcknowledged: 25,
    OldestUndeliveredSeconds: 0,
  });
});

test("a line with nothing to count stays a plain line", () => {
  expect(embeddedMetrics({}, "collect", 1_000)).toEqual({});
});
