/** CloudWatch's own work, at the run's pace: writes what the services are doing, and judges every alarm. */
import { ListHealthChecksCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { FirehoseCounts } from "../../firehose/control";
import type { TimelineEntry } from "../../route53/timeline";
import { boundedTimeouts, type Credentials } from "../../service-role";
import type { Replicator } from "../replication/replicator";
import { CloudWatch } from "./cloudwatch";
import { Databases } from "./databases";
import { type Datum, groupBy } from "./datum";
import { type JudgedAlarm, judged } from "./judgement";
import {
  firehoseData,
  healthData,
  type KnownCheck,
  type PeekedMessage,
  queueAgeData,
  queueData,
  ROUTE53_METRICS_REGION,
  replicationData,
  ruleKey,
} from "./sources";

/** Where the other services are: known once all of them listen. */
export const watchedSchema = z.strictObject({
  route53: z.strictObject({ url: z.string(), control: z.string() }),
  /** The control of each region's Firehose. */
  firehose: z.record(z.string(), z.string()),
  /** Each region's database. */
  postgres: z.record(z.string(), z.strictObject({ host: z.string(), port: z.int() })),
});
export type Watched = z.infer<typeof watchedSchema>;

export interface WatchOptions {
  readonly ministack: string;
  readonly credentials: Credentials;
  readonly speed: number;
  readonly stateDir: string;
  readonly replicator: Pick<Replicator, "progress">;
}

/** A minute of the run is looked at twice; not more often than a small machine can bear, nor so seldom that people wait. */
const LOOK_MS = { least: 1_000, most: 5_000 };
/** A datum carries the beginning of its second. */
const DATUM_MS = 1_000;
/** How many looks the lists of queues, checks and alarms last: they change when a stack does. */
const LISTED_LOOKS = 5;

/** What our functions measure, they measure in real seconds, and what waits here waits in the run's time. */
const isAge = ({ namespace, metricName }: JudgedAlarm) =>
  namespace === "Holdfast" && metricName.endsWith("Seconds");

export class Watch {
  readonly #cloudWatch: CloudWatch;
  readonly #sqs = new Map<string, SQSClient>();
  readonly #route53: Route53Client;
  readonly #databases: Databases;
  readonly #everyMs: number;
  #failures = new Map<string, number>();
  #queues: { region: string; url: string }[] = [];
  #checks: KnownCheck[] = [];
  #looks = 0;
  /** When the look before this one judged, in milliseconds since the epoch. */
  #judgedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(
    private readonly watched: Watched,
    private readonly options: WatchOptions,
  ) {
    const { credentials, ministack, speed } = options;
    const client = { credentials: { ...credentials }, requestHandler: boundedTimeouts(5_000) };
    this.#cloudWatch = new CloudWatch(options);
    this.#route53 = new Route53Client({
      ...client,
      region: ROUTE53_METRICS_REGION,
      endpoint: watched.route53.url,
    });
    for (const region of Object.keys(watched.firehose))
      this.#sqs.set(
        region,
        new SQSClient({ ...client, credentials: { ...credentials }, region, endpoint: ministack }),
      );
    this.#databases = new Databases(watched.postgres, options);
    this.#everyMs = Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, 30_000 / speed));
    this.#next();
  }

  async close(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#looking;
    this.#cloudWatch.close();
    this.#route53.destroy();
    this.#databases.close();
    for (const client of this.#sqs.values()) client.destroy();
  }

  #next(): void {
    if (this.#ended) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch((error) => {
          // The run ends service by service; while it lasts, the next look makes good.
          if (!this.#ended) console.error(`${new Date().toISOString()} metrics:`, String(error));
        })
        .finally(() => this.#next());
    }, this.#everyMs);
  }

  async #look(): Promise<void> {
    if (this.#looks % LISTED_LOOKS === 0) await this.#list();
    this.#looks += 1;
    const sources = await Promise.allSettled([
      this.#health(),
      this.#replication(),
      this.#ages(),
      ...this.#queues.map((queue) => this.#queue(queue)),
      ...Object.keys(this.watched.firehose).map((region) => this.#firehose(region)),
      ...Object.keys(this.watched.postgres).map((region) => this.#databases.data(region)),
    ]);
    // What one service cannot tell just now is missing, as it would be on AWS.
    await this.#cloudWatch.publish(
      sources.flatMap((source) => (source.status === "fulfilled" ? source.value : [])),
    );
    const regions = [...this.#sqs.keys(), ROUTE53_METRICS_REGION];
    const [before, now] = [this.#judgedAt, Date.now()];
    await Promise.all([...new Set(regions)].map((region) => this.#judge(region, before, now)));
    this.#judgedAt = now; // Only now: a look that could not judge leaves its time to the next one.
  }

  async #list(): Promise<void> {
    const { HealthChecks = [] } = await this.#route53.send(new ListHealthChecksCommand({}));
    this.#checks = HealthChecks.map(({ Id = "", HealthCheckConfig }) => ({
      id: Id,
      inverted: HealthCheckConfig?.Inverted ?? false,
    }));
    const queues = await Promise.all(
      [...this.#sqs].map(async ([region, sqs]) => {
        const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
        return QueueUrls.map((url) => ({ region, url }));
      }),
    );
    this.#queues = queues.flat();
    await this.#databases.list();
  }

  async #health(): Promise<Datum[]> {
    const answer = await fetch(`${this.watched.route53.control}/timeline`);
    return healthData(this.#checks, (await answer.json()) as TimelineEntry[]);
  }

  async #queue({ region, url }: { region: string; url: string }): Promise<Datum[]> {
    const { Attributes } = await (this.#sqs.get(region) as SQSClient).send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    const visible = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    return [queueData(region, nameIn(url), visible)];
  }

  /** MiniStack shows what lies in its queues; SQS itself shows only what it hands out. */
  async #ages(): Promise<Datum[]> {
    const answer = await fetch(`${this.options.ministack}/_ministack/sqs/messages`, {
      signal: AbortSignal.timeout(5_000),
    });
    const { messages } = (await answer.json()) as {
      messages: Record<string, Record<string, Record<string, PeekedMessage[]>>>;
    };
    const [now, { speed }] = [Date.now(), this.options];
    return Object.values(messages).flatMap((regions) =>
      Object.entries(regions).flatMap(([region, queues]) =>
        Object.entries(queues).map(([url, all]) => queueAgeData(region, nameIn(url), all, now, speed)),
      ),
    );
  }

  async #firehose(region: string): Promise<Datum[]> {
    const answer = await fetch(`${this.watched.firehose[region]}/counts`);
    return firehoseData(region, ((await answer.json()) as FirehoseCounts).streams, this.options.speed);
  }

  async #replication(): Promise<Datum[]> {
    const rules = await this.options.replicator.progress();
    const data = replicationData(rules, this.#failures, this.options.speed);
    this.#failures = new Map(rules.map((rule) => [ruleKey(rule), rule.failures]));
    return data;
  }

  async #judge(region: string, before: number, now: number): Promise<void> {
    const alarms = await this.#cloudWatch.alarms(region);
    const byPeriod = groupBy(alarms, ({ periodSeconds }) => periodSeconds);
    for (const [periodSeconds, ofPeriod] of byPeriod) {
      // Back to the last look at the least, however long a look takes: nothing may be written between two and judged by none.
      const since = Math.min(now - periodSeconds * 1_000, before - DATUM_MS);
      const values = await this.#cloudWatch.values(region, ofPeriod, new Date(since));
      for (const alarm of ofPeriod) {
        const real = values.get(alarm.name);
        const value = real !== undefined && isAge(alarm) ? real * this.options.speed : real;
        const state = judged(alarm, value, now);
        if (state !== alarm.state)
          await this.#cloudWatch.set(region, alarm, state, `${alarm.statistic} is ${value ?? "not known"}.`);
      }
    }
  }
}

const nameIn = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
