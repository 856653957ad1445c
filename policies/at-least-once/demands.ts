/** What a stack must keep so that no acknowledged event is lost: a sentence by key. */
export const demands = {
  "producers-have-an-undeliverable-bucket":
    "A function that writes to Firehose, Kinesis or SQS has a bucket in its region for what they do not take.",
  "producers-have-an-undeliverable-bucket-in-the-peer-region": "It has another one in the peer region.",
  "producers-may-put-undeliverable": "It may put objects into both.",
  "undeliverable-is-replayed-by-event": "New undeliverable objects are replayed by event.",
  "undeliverable-is-replayed-by-schedule": "What is left of them is replayed by schedule.",
  "undeliverable-versioned": "Undeliverable buckets are versioned.",
  "undeliverable-not-expired": "They never expire objects that were not drained.",
  "undeliverable-not-force-destroyed": "They are not destroyed with objects in them.",
  "delete-markers-not-replicated": "They replicate no delete markers.",
  "queues-have-dead-letter-queue": "Queues have a dead-letter queue.",
  "receives-max": "Queues give a message up after five receives at the earliest.",
  visibility: "Queues hide a message at least six times as long as the function may run that they feed.",
  "streams-have-error-prefix": "Delivery streams have a prefix for what they could not deliver.",
  "streams-log": "They log what they could not deliver.",
  "streams-back-up-source": "They keep the source records where they transform them.",
  "stream-retention": "Streams keep records for at least 24 hours.",
  "partial-failures-reported": "Event source mappings report partial failures.",
  "mappings-have-failure-destination": "They have an on-failure destination.",
  "asynchronous-failures-kept": "Functions that are invoked asynchronously have one, too.",
  "alarm-on-delivery-freshness": "An alarm watches the freshness of deliveries.",
  "alarm-on-oldest-undeliverable": "An alarm watches the age of the oldest undeliverable object.",
  "alarm-on-dead-letters": "An alarm watches the depth of dead-letter queues.",
  "least-privilege":
    "Nothing that this pack speaks of may do, or be done to, more than it must, and none is open to everybody.",
} as const satisfies Readonly<Record<string, string>>;
