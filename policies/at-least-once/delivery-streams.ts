/** Delivery streams: where each delivers, and what it says of that destination. */
import type { Node } from "../graph";

export const DELIVERY_STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

interface DestinationKind {
  readonly property: string;
  /** Where the bucket for what could not be delivered is described, within the property; "" for S3 itself. */
  readonly bucketAt: string;
  /** The `s3BackupMode` that keeps every record as it came; undefined where S3 is all that there is. */
  readonly keepsAll?: string;
  /** Firehose's metric of the oldest record, by CloudWatch's names: all of AWS/Firehose. */
  readonly freshness: readonly string[];
}

const S3_FRESHNESS = "DeliveryToS3.DataFreshness";

/** "Monitor Amazon Data Firehose with CloudWatch metrics" has the metrics, "CreateDeliveryStream" the modes of backup. */
const KINDS: readonly DestinationKind[] = [
  { property: "extendedS3Configuration", bucketAt: "", keepsAll: "Enabled", freshness: [S3_FRESHNESS] },
  // The destination `s3` of versions before 6.
  { property: "s3Configuration", bucketAt: "", freshness: [S3_FRESHNESS] },
  {
    property: "httpEndpointConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllData",
    freshness: ["DeliveryToHttpEndpoint.DataFreshness"],
  },
  {
    property: "opensearchConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllDocuments",
    freshness: ["DeliveryToAmazonOpenSearchService.DataFreshness"],
  },
  {
    property: "opensearchserverlessConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllDocuments",
    freshness: ["DeliveryToAmazonOpenSearchServerless.DataFreshness"],
  },
  {
    property: "elasticsearchConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllDocuments",
    freshness: ["DeliveryToElasticsearch.DataFreshness", "DeliveryToAmazonOpenSearchService.DataFreshness"],
  },
  // Firehose writes to S3 first, and Redshift copies from there.
  {
    property: "redshiftConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "Enabled",
    freshness: [S3_FRESHNESS],
  },
  {
    property: "splunkConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllEvents",
    freshness: ["DeliveryToSplunk.DataFreshness"],
  },
  {
    property: "snowflakeConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllData",
    freshness: ["DeliveryToSnowflake.DataFreshness"],
  },
  {
    property: "icebergConfiguration",
    bucketAt: "s3Configuration.",
    keepsAll: "AllData",
    freshness: ["DeliveryToIceberg.DataFreshness"],
  },
];

/** The destinations that a stream describes: as a rule one. */
export const destinationsOf = (stream: Node): DestinationKind[] => {
  const described = KINDS.filter(({ property }) => stream.isSet(property));
  // Beside another destination, versions before 6 describe its bucket at the top level.
  return described.length > 1
    ? described.filter(({ property }) => property !== "s3Configuration")
    : described;
};
