/** `embedded_metrics.py` against a CloudWatch that is a dictionary: what MiniStack's own has is tried in `alarms.pair.test.ts`. */
import { spawnSync } from "node:child_process";
import type { metricUnits } from "../../../handlers/metrics";

const HARNESS = `
import json, sys, types
cloudwatch = types.ModuleType("cloudwatch")
cloudwatch._metrics = {}
cloudwatch._metric_bucket = lambda key: cloudwatch._metrics.setdefault(key, [])
cloudwatch._dims_key = lambda dims: "|".join(f"{k}={v}" for k, v in sorted(dims.items()))
lambda_svc = types.ModuleType("lambda_svc")
logged = []
lambda_svc._emit_lambda_logs = lambda *args, **named: logged.append(args[2])
services = types.ModuleType("ministack.services")
services.cloudwatch, services.lambda_svc = cloudwatch, lambda_svc
sys.modules.update({"ministack": types.ModuleType("ministack"), "ministack.services": services})
sys.path.append(${JSON.stringify(__dirname)})
import embedded_metrics
embedded_metrics.time.time = lambda: 1_000_000.5
embedded_metrics.install()
function = {"config": {"FunctionName": "f"}}
`;

/** Sums by namespace, name and dimensions, after these lines of Python. */
function sumsAfter(script: string): Record<string, number> {
  const told =
    "print(json.dumps({' '.join(key): sum(p['_stat']['Sum'] for p in points) for key, points in cloudwatch._metrics.items()}))";
  const { stdout, stderr } = spawnSync("python3", ["-I", "-B", "-c", `${HARNESS}${script}\n${told}`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const lineOf = (name: keyof typeof metricUnits, value: number) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [
        { Namespace: "Holdfast", Dimensions: [["FunctionName"]], Metrics: [{ Name: name, Unit: "Count" }] },
      ],
    },
    FunctionName: "f",
    [name]: value,
  });
const run = (log: string, error = "False") =>
  `lambda_svc._emit_lambda_logs(function, "id", ${JSON.stringify(log)}, ${error}, 7, log_source=None)`;

test("a function's lines become metrics, with a logger's prefix or without, and a run is counted", () => {
  const log = [
    "plain",
    `2026-01-01\tid\tINFO\t${lineOf("EventsAcknowledged", 3)}`,
    lineOf("EventsAcknowledged", 2),
  ];
  expect(sumsAfter(run(log.join("\n"), "True"))).toEqual({
    "AWS/Lambda Invocations FunctionName=f": 1,
    "AWS/Lambda Errors FunctionName=f": 1,
    "AWS/Lambda Throttles FunctionName=f": 0,
    "AWS/Lambda Duration FunctionName=f": 7,
    "Holdfast EventsAcknowledged FunctionName=f": 5,
  });
});

test.each([
  { title: "no JSON", line: '{"_aws": broken' },
  { title: "no directive", line: '{"_aws": {}}' },
  { title: "a metric without its value", line: lineOf("BreakerOpen", 1).replace('"BreakerOpen":1', '"x":1') },
])("a line with $title is a line of the log, and no more", ({ line }) => {
  const sums = sumsAfter(`${run(line)}\nassert logged == [${JSON.stringify(line)}]`);
  expect(Object.keys(sums).filter((key) => !key.startsWith("AWS/Lambda"))).toEqual([]);
});

test("what Lambda refused to run is counted, and is no run", () => {
  const refused = 'lambda_svc._emit_lambda_metrics("f", duration_ms=0.0, error=False, throttle=True)';
  expect(sumsAfter(refused)).toEqual({ "AWS/Lambda Throttles FunctionName=f": 1 });
});

test("a second holds one datum, however many are written in it; what is older than four hours goes", () => {
  const script = `
for value in (1, 5, 3): cloudwatch.record_metric("n", "m", value)
[point] = cloudwatch._metrics[("n", "m", "")]
assert point["_stat"] == {"SampleCount": 3.0, "Sum": 9.0, "Minimum": 1.0, "Maximum": 5.0}, point
cloudwatch._metric_bucket(("n", "old", "")).append({"Timestamp": 1_000_000 - 4 * 3600, "_stat": {"Sum": 1.0}})
cloudwatch._evict_old_metrics()
assert cloudwatch._metrics[("n", "old", "")] == []`;
  expect(sumsAfter(script)).toEqual({ "n m ": 9, "n old ": 0 });
});
