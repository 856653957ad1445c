import { z } from "zod";
import { type Answerer, json } from "../loopback";
import { bufferHints } from "./destination";
import { type Fault, faultSchema } from "./faults";
import type { PutCounts } from "./put";
import type { Streams } from "./streams";

/** What `GET /counts` answers; everything since the service started but `buffered…`, which is now. */
export interface FirehoseCounts extends PutCounts {
  readonly delivered: { readonly objects: number; readonly bytes: number; readonly records: number };
  /** Attempts to write an object that failed; each is made again. */
  readonly deliveryErrors: number;
  /** What the last failed attempt said, by stream. */
  readonly lastErrors: Readonly<Record<string, string>>;
  /** Records undelivered after 24 hours of the run's clock, or deleted with their stream. */
  readonly lostRecords: number;
  /** Records acknowledged and in no object yet. */
  readonly buffered: number;
  readonly bufferedBytes: number;
  /** Age of the oldest record that is in no object yet; 0 when there is none. */
  readonly oldestBufferedSeconds: number;
  /** The same by stream, beside what its buffer explains. */
  readonly streams: Readonly<Record<string, { oldestBufferedSeconds: number; bufferSeconds: number }>>;
}

export interface ControlOptions {
  readonly streams: Streams;
  readonly putCounts: PutCounts;
  readonly fault: () => Fault;
  readonly setFault: (fault: Fault) => void;
}

/** `PUT /faults`, `GET /faults`, `POST /flush`, `GET /counts`: for drills and tests; AWS has none of it. */
export function control(options: ControlOptions): Answerer {
  return async (request, body) => {
    switch (`${request.method} ${request.url}`) {
      case "PUT /faults": {
        const parsed = faultSchema.safeParse(parseJson(body));
        if (!parsed.success) return json(400, { message: z.prettifyError(parsed.error) });
        options.setFault(parsed.data);
        return json(200, parsed.data);
      }
      case "GET /faults":
        return json(200, options.fault());
      case "POST /flush":
        await Promise.all(options.streams.deliveries().map((delivery) => delivery.flush()));
        return json(200, countsOf(options));
      case "GET /counts":
        return json(200, countsOf(options));
      default:
        return json(404, { message: `No control ${request.method} ${request.url}.` });
    }
  };
}

function countsOf({ streams, putCounts }: ControlOptions): FirehoseCounts {
  const { errors, lost, ...delivered } = streams.counts;
  const buffers = streams.deliveries().flatMap(buffersOf);
  const streamsNow = streams.names().map((name) => {
    const { state, delivery } = streams.get(name);
    const oldestBufferedSeconds = oldestSeconds(buffersOf(delivery));
    const bufferSeconds = bufferHints(state.destination).intervalSeconds;
    return [name, { oldestBufferedSeconds, bufferSeconds }] as const;
  });
  const failed = streams.names().map((name) => [name, streams.get(name).delivery.lastError]);
  return {
    ...putCounts,
    delivered,
    deliveryErrors: errors,
    lastErrors: Object.fromEntries(failed.filter(([, error]) => error !== undefined)),
    lostRecords: lost,
    buffered: buffers.reduce((sum, { records }) => sum + records, 0),
    bufferedBytes: buffers.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestBufferedSeconds: oldestSeconds(buffers),
    streams: Object.fromEntries(streamsNow),
  };
}

const buffersOf = ({ journal }: ReturnType<Streams["deliveries"]>[number]) => [
  journal.open,
  ...journal.sealed,
];

function oldestSeconds(buffers: readonly { readonly oldestAt: number | undefined }[]): number {
  const oldest = Math.min(...buffers.map(({ oldestAt }) => oldestAt ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(oldest) ? (Date.now() - oldest) / 1000 : 0;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
