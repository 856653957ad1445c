#!/usr/bin/env python3
"""Recounts a drill's ledger from its folder alone. Exit 1 when report.json says otherwise."""
import collections, gzip, json, pathlib, sys

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".holdfast/drills/latest")
if not (folder / "report.json").is_file():
    sys.exit(f"{folder} holds no report.json. Usage: python3 drill/recount.py [folder of a drill]")
report = json.loads((folder / "report.json").read_text())


def ids(name):
    return {json.loads(line)["event_id"] for line in (folder / name).open()}


attempted, acknowledged = ids("attempted.ndjson"), ids("acknowledged.ndjson")
keys, canaries, foreign = collections.defaultdict(set), set(), set()
for path in (folder / "lake").rglob("*"):
    if not path.is_file():
        continue
    key = path.relative_to(folder / "lake").parts[1:]  # Without its bucket: a replica is the same object.
    data = path.read_bytes()
    for line in (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode().split("\n"):
        if not line:
            continue
        event = json.loads(line)
        if event["protocol"] == "canary":
            canaries.add(event["event_id"])
        elif (event.get("properties") or {}).get("drill") != report["id"]:
            foreign.add(event["event_id"])
        else:
            keys[event["event_id"]].add(key)
landed = set(keys)
duplicates = [event_id for event_id in landed if len(keys[event_id]) > 1]
counted = dict(attempted=attempted, acknowledged=acknowledged, landed=landed, lost=acknowledged - landed,
               unexpected=landed - attempted, duplicates=duplicates, canaries=canaries, foreign=foreign)
for name, found in counted.items():
    same = len(found) == report["ledger"][name]
    print(f"{name:13}{len(found):9}  {'' if same else 'but report.json says ' + str(report['ledger'][name])}".rstrip())
sys.exit(any(len(found) != report["ledger"][name] for name, found in counted.items()))
