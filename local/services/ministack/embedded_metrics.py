"""What MiniStack's CloudWatch lacks: metrics out of a function's log lines, and alarms that are judged as AWS judges them.

CloudWatch makes metrics of log lines in the embedded metric format; MiniStack makes none. It judges alarms at each datum, whatever
its dimensions and however old: the local run judges them itself (`background/metrics/`), so that is switched off here.
"""

import json
import time
from bisect import bisect_left

from ministack.services import cloudwatch, lambda_svc

# Nobody here looks back further, and a run may last for days.
KEPT_SECONDS = 4 * 3600


def install() -> None:
    cloudwatch.record_metric = record
    cloudwatch._evict_old_metrics = forget_old
    cloudwatch._evaluate_all_alarms = lambda: None
    emit_logs = lambda_svc._emit_lambda_logs

    def emit_logs_and_metrics(func, request_id, log_text, error, duration_ms, **named):
        emit_logs(func, request_id, log_text, error, duration_ms, **named)
        record_run((func.get("config") or func)["FunctionName"], error, duration_ms)
        for line in (log_text or "").splitlines():
            if '"_aws"' in line:
                record_embedded(line)

    lambda_svc._emit_lambda_logs = emit_logs_and_metrics
    lambda_svc._emit_lambda_metrics = record_throttle


def record_run(function_name, error, duration_ms) -> None:
    """Of every run: MiniStack's own counts no error of a run that nobody waits for."""
    dimensions = {"FunctionName": function_name}
    record("AWS/Lambda", "Invocations", 1, "Count", dimensions)
    record("AWS/Lambda", "Errors", 1 if error else 0, "Count", dimensions)
    record("AWS/Lambda", "Throttles", 0, "Count", dimensions)
    record("AWS/Lambda", "Duration", duration_ms, "Milliseconds", dimensions)


def record_throttle(function_name, throttle=False, **_) -> None:
    if throttle:
        record("AWS/Lambda", "Throttles", 1, "Count", {"FunctionName": function_name})


def record_embedded(line: str) -> None:
    """The metrics of one line ("Embedded metric format specification"); a line that is none is a line of the log and no more."""
    try:
        fields = json.loads(line[line.index("{") :])
        for directive in fields["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = {name: str(fields[name]) for name in names}
                for metric in directive["Metrics"]:
                    value = fields[metric["Name"]]
                    record(directive["Namespace"], metric["Name"], value, metric.get("Unit", "None"), dimensions)
    except (ValueError, KeyError, TypeError):
        pass


def record(namespace, metric_name, value, unit="None", dimensions=None) -> None:
    """One statistic set a second instead of a datum an invocation: under load there would be thousands to look through."""
    dimensions = dict(dimensions or {})
    points = cloudwatch._metric_bucket((namespace, metric_name, cloudwatch._dims_key(dimensions)))
    now, value = int(time.time()), float(value)
    last = points[-1] if points else None
    if last is not None and last["Timestamp"] == now and "_stat" in last:
        seen = last["_stat"]
        seen["SampleCount"] += 1
        seen["Sum"] += value
        seen["Minimum"] = min(seen["Minimum"], value)
        seen["Maximum"] = max(seen["Maximum"], value)
        return
    stat = {"SampleCount": 1.0, "Sum": value, "Minimum": value, "Maximum": value}
    points.append({"Timestamp": now, "Unit": unit, "Dimensions": dimensions, "Value": value, "_stat": stat})


def forget_old() -> None:
    """Called at every request; MiniStack's own copies every datum there is."""
    cutoff = time.time() - KEPT_SECONDS
    for _, points in list(cloudwatch._metrics.items()):
        if points and points[0]["Timestamp"] < cutoff:
            del points[: bisect_left(points, cutoff, key=lambda point: point["Timestamp"])]
