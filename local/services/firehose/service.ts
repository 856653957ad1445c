import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { DeleteDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { type Answer, listen } from "../loopback";
import type { Credentials } from "../service-role";
import { control } from "./control";
import { callFate, type Fault, noFault } from "./faults";
import { operations } from "./operations";
import {
  errorAnswer,
  FirehoseError,
  internalFailure,
  operationOf,
  parseInput,
  resultAnswer,
  slowDown,
} from "./protocol";
import { Put } from "./put";
import { directPutQuota } from "./quotas";
import { Streams } from "./streams";
import { Verdicts } from "./verdict";
import { objectWriter } from "./write-object";

export interface FirehoseConfig {
  readonly region: string;
  /** The region's gate: what Firehose itself calls (STS, S3) goes through it. */
  readonly aws: string;
  /** MiniStack itself, for IAM's verdict on a caller. */
  readonly ministack: string;
  readonly credentials: Credentials;
  readonly accountId: string;
  /** Compresses the 24 hours after which undelivered records are lost, and nothing else here. */
  readonly speed: number;
  /** Streams and buffers are kept here over a restart. */
  readonly stateDir: string;
}

export interface FirehoseReady {
  readonly url: string;
  readonly control: string;
}

/** Amazon Data Firehose of one region: Direct PUT to S3 over the real JSON protocol. */
export async function startFirehose(
  config: FirehoseConfig,
): Promise<{ ready: FirehoseReady; close: () => Promise<void> }> {
  const { region, accountId } = config;
  let fault: Fault = noFault;
  let call = 0;
  const writer = objectWriter(config);
  const streams = new Streams({
    stateDir: join(config.stateDir, "streams"),
    accountId,
    speed: config.speed,
    write: writer.write,
    blocked: () => fault.kind === "delivery-blocked",
  });
  const verdicts = new Verdicts(config.ministack);
  const put = new Put(streams, directPutQuota(region));
  const others = operations({ region, accountId, streams, assumeRole: (role) => writer.roles.assume(role) });
  const ministack = new FirehoseClient({ ...config, endpoint: config.ministack, maxAttempts: 2 });

  const serve = async (request: IncomingMessage, body: Buffer): Promise<Answer | undefined> => {
    const operation = operationOf(request.headers["x-amz-target"]?.toString());
    const isPut = operation === "PutRecord" || operation === "PutRecordBatch";
    const signed = {
      method: request.method ?? "POST",
      path: request.url ?? "/",
      headers: request.headers,
      body,
    };
    if (!isPut) {
      const run = others[operation];
      if (run === undefined)
        throw new FirehoseError(
          "UnknownOperationException",
          `The local Firehose has no model of ${operation}.`,
        );
      const input = parseInput(body);
      const { carriedOut } = await verdicts.require(signed, arnOf(input));
      if (carriedOut && operation === "CreateDeliveryStream") {
        // Its own stream of that name would write each record a second time.
        await ministack.send(
          new DeleteDeliveryStreamCommand({ DeliveryStreamName: String(input.DeliveryStreamName) }),
        );
      }
      return resultAnswer(await run(input));
    }

    const struck = fault; // One call sees one fault, also when it is lifted meanwhile.
    const number = call++;
    put.counts.requests += 1;
    const fate = callFate(struck, number);
    if (fate === "hang") return undefined;
    if (fate === "throttle") throw slowDown();
    if (fate === "error") throw internalFailure();
    const input = parseInput(body);
    await verdicts.requireKept(signed, operation, arnOf(input));
    const result =
      operation === "PutRecord" ? put.record(input, struck, number) : put.batch(input, struck, number);
    if (fate === "late") await new Promise((resolve) => setTimeout(resolve, struck.delayMs).unref());
    return resultAnswer(result);
  };
  const arnOf = (input: Record<string, unknown>) =>
    `arn:aws:firehose:${region}:${accountId}:deliverystream/${input.DeliveryStreamName ?? "*"}`;

  const api = await listen((request, body) =>
    serve(request, body).catch((error: unknown) => {
      if (error instanceof FirehoseError) return errorAnswer(error);
      console.error(error);
      return errorAnswer(internalFailure());
    }),
  );
  const controls = await listen(
    control({
      streams,
      putCounts: put.counts,
      fault: () => fault,
      setFault: (next) => {
        fault = next;
        call = 0;
        for (const delivery of streams.deliveries()) delivery.retryNow();
      },
    }),
  );
  const close = async () => {
    await Promise.all([api.close(), controls.close()]);
    await Promise.all([streams.close(), verdicts.close()]);
    writer.close();
    ministack.destroy();
  };
  return { ready: { url: api.url, control: controls.url }, close };
}
