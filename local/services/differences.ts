/** What our own services and MiniStack do otherwise than AWS, beyond what the provider's tables say. */
export interface ServiceDifference {
  /** As AWS calls it. */
  readonly service: string;
  readonly difference: string;
  /** Why it may be so, or what keeps it from misleading anybody. */
  readonly why: string;
}

export const serviceDifferences: readonly ServiceDifference[] = [
  {
    service: "All",
    difference:
      "One account, 000000000000, and plain HTTP on loopback addresses, one address for each region.",
    why: "Requests are signed and IAM is enforced all the same; the gates say that the transport is secure.",
  },
  {
    service: "All",
    difference:
      "With --speed N, waits (check interval, TTL, propagation, sweep, replication lag, visibility) last 1/N.",
    why: "Timeouts of calls and counts are never changed, and a report says so next to each figure.",
  },
  {
    service: "All",
    difference:
      "What MiniStack holds is saved when the run ends, however it ends; killed itself, it keeps only objects, and the next run answers 403: begin anew with an empty --data-dir.",
    why: "It saves on a clean stop only; its guard gives it one, also when the command is killed.",
  },
  {
    service: "API Gateway",
    difference: "A caller's address is what it says in X-Forwarded-For, else its socket's.",
    why: "Every caller here is on loopback; on AWS the header is never believed.",
  },
  {
    service: "API Gateway",
    difference: "A change of routes, mappings or permissions is seen within about 1 s.",
    why: "The door keeps the configuration for that long; on AWS a change takes seconds too.",
  },
  {
    service: "API Gateway",
    difference:
      "IAM authorization: MiniStack judges the caller's own signed request (time, signature, session, policies); a signature in the query string and SigV4a are refused, and principalOrgId is always null.",
    why: "IAM is enforced without a second implementation of it; the callers of the program's one such route sign the header.",
  },
  {
    service: "CloudWatch",
    difference:
      "Alarms are judged by the run, over the last period up to now, every 30 s of the run's time (1 to 5 real seconds); one evaluation period is modelled, math and percentiles are not.",
    why: "MiniStack judges only when a datum is put, whatever its dimensions, its period and what silence means; all alarms of the program have one period.",
  },
  {
    service: "CloudWatch",
    difference:
      "Metrics: Route 53's HealthCheckStatus, SQS's visible messages and the age of the oldest, RDS's FreeStorageSpace, Firehose's DataFreshness, S3's replication, Lambda's four of each run, and what functions write in the embedded format; nothing of API Gateway and ACM.",
    why: "These are what alarms watch and what has a cause here; a dashboard's other lines stay empty.",
  },
  {
    service: "CloudWatch",
    difference:
      "Ages (of a record in Firehose beyond its buffer, of an unreplicated object, of a message, of an undeliverable batch or one that Postgres did not take where its alarm is judged) count real seconds times speed; each failed attempt of replication counts as a failed operation.",
    why: "What waits, waits in the run's time, so thresholds are those of AWS; S3 gives an object up where the local replication tries again.",
  },
  {
    service: "CloudWatch",
    difference:
      "FreeStorageSpace is what this machine's disk has left, told while the region's Postgres takes connections.",
    why: "Postgres here has no storage of its own that could grow.",
  },
  {
    service: "CloudWatch",
    difference:
      "An alarm for which silence is red begins to count after its first period; metrics are kept for 4 hours.",
    why: "A compressed pair would be red until its first sweep; no local run looks back further.",
  },
  {
    service: "Data Firehose",
    difference: "Direct PUT to S3 alone; anything else is refused when the stream is created.",
    why: "It is all that the program uses.",
  },
  {
    service: "Data Firehose",
    difference:
      "MiniStack judges each caller by its own signed request, and the verdict is kept for at most 1 s.",
    why: "IAM is enforced without a second implementation of it.",
  },
  {
    service: "Lambda",
    difference:
      "Invocations and Errors by ExecutedVersion are counted by the door and published each second; a version that an alias's weights drew is invoked by its number, which context.invokedFunctionArn then ends with.",
    why: "MiniStack counts by function alone and does not look at weights; a deployment is judged within seconds here.",
  },
  {
    service: "Lambda",
    difference: "One process for each request under way; nothing is frozen between two requests.",
    why: "MiniStack runs functions on Node itself; timers of a function go on where Lambda would stop them.",
  },
  {
    service: "Route 53",
    difference: "HTTPS checks speak plain HTTP to the port on which the region's door listens.",
    why: "Nothing here has a certificate; Route 53's own checks do not validate one.",
  },
  {
    service: "Route 53",
    difference: "Three checkers in one process instead of about sixteen in several places.",
    why: "The 18 % rule and the thresholds are the same.",
  },
  {
    service: "Route 53",
    difference: "DNS answers over UDP, for the hosted zone alone, with TTLs of at least 1 s.",
    why: "The TTL is compressed like every wait, and DNS knows no part of a second.",
  },
  {
    service: "S3",
    difference:
      "Replication finds new objects by listing and copies them after a fixed lag; replicas carry no metrics.",
    why: "MiniStack would copy at once; the lag is what a drill has to see.",
  },
  {
    service: "Scheduler",
    difference: "rate() expressions; cron and one-time schedules are refused.",
    why: "It is all that the program uses.",
  },
];
