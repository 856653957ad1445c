import { bucket, may, mayPerhaps, role, stream, versioning } from "../testing/data";
import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { dataBucketsVersioned } from "./data-buckets-versioned";

const lake = bucket("lake");
const unversioned =
  "violation lake: lake holds data and keeps no versions: an overwritten or deleted object is gone, and nothing can be replicated. Add a BucketVersioning with the status Enabled.";

test.each([
  {
    title: "a stream's destination with versions",
    graph: stackOf(lake, stream("lake"), versioning("lake")),
    says: [],
  },
  { title: "one without", graph: stackOf(lake, stream("lake")), says: [unversioned] },
  {
    title: "one whose versions are suspended",
    graph: stackOf(lake, stream("lake"), versioning("lake", "Suspended")),
    says: [unversioned],
  },
  {
    title: "what a function writes to, with versions of the older style",
    graph: stackOf(
      bucket("lake", { versioning: { enabled: true } }),
      role("fn"),
      may("fn", "s3:PutObject", "arn:aws:s3:::lake/*"),
    ),
    says: [],
  },
  {
    title: "what a function writes to, without",
    graph: stackOf(lake, role("fn"), may("fn", "s3:PutObject", "arn:aws:s3:::lake/*")),
    says: [unversioned],
  },
  {
    title: "what a function only reads",
    graph: stackOf(lake, role("fn"), may("fn", "s3:GetObject", "arn:aws:s3:::lake/*")),
    says: [],
  },
  { title: "a bucket that nothing writes to", graph: stackOf(lake), says: [] },
  {
    title: "a right that is not known, to an unversioned bucket",
    graph: stackOf(lake, role("fn"), mayPerhaps("fn", lake)),
    says: [
      "undetermined lake: lake: whether anything may write to it is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "a right that is not known, to a versioned bucket",
    graph: stackOf(lake, role("fn"), mayPerhaps("fn", lake), versioning("lake")),
    says: [],
  },
  {
    title: "a status that is not known",
    graph: stackOf(lake, stream("lake"), versioning("lake", "04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
    says: [
      "undetermined lake: lake: whether it keeps versions is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ graph, says }) => expectVerdict(dataBucketsVersioned, graph, says));

test("a bucket can be excused", () => {
  expect(excusing(dataBucketsVersioned, stackOf(lake, stream("lake")), "lake")).toEqual(["excused lake"]);
});
