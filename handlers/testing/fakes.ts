/** AWS at the ports: accepts, refuses, hangs and answers late on command, and knows what it took. */
import type { Clock } from "../delivery/clock";
import type { BatchAnswer } from "../delivery/refused-records";
import type { FirehosePort } from "../delivery/to-firehose";
import type { UndeliverablePort } from "../delivery/to-s3";
import type { UndeliverableObject } from "../delivery/undeliverable-object";

/** What the next call meets. */
export type Fault =
  | { kind: "none" }
  /** Firehose refuses the records whose index, modulo 8, is set in the mask. */
  | { kind: "partial"; mask: number }
  | { kind: "throttled" }
  /** Refuses after so long. */
  | { kind: "slow_throttled"; milliseconds: number }
  | { kind: "denied" }
  | { kind: "broken" }
  /** No answer, ever, whether or not the caller gives up. */
  | { kind: "hang" }
  /** Taken and answered after so long, even if the caller has given up by then. */
  | { kind: "late"; milliseconds: number }
  /** Taken, and the connection is lost before the answer. */
  | { kind: "taken_unanswered" }
  /** An answer that does not match what was sent. */
  | { kind: "short_answer" };

export const none: Fault = { kind: "none" };

const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

/** Faults in the order of calls; the last one stays. */
const faultsInOrder = (faults: readonly Fault[]) => {
  let call = 0;
  return (): Fault => faults[Math.min(call++, faults.length - 1)] ?? none;
};

async function meet(fault: Fault, clock: Clock, take: () => void): Promise<void> {
  switch (fault.kind) {
    case "throttled":
      throw awsError("ServiceUnavailableException", 503);
    case "slow_throttled":
      await clock.sleep(fault.milliseconds);
      throw awsError("ServiceUnavailableException", 503);
    case "denied":
      throw awsError("AccessDeniedException", 400);
    case "broken":
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    case "hang":
      return new Promise(() => undefined);
    case "late":
      await clock.sleep(fault.milliseconds);
      return take();
    case "taken_unanswered":
      take();
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    default:
      return take();
  }
}

export class FakeFirehose implements FirehosePort {
  /** The records of each call, as text. */
  readonly calls: string[][] = [];
  readonly accepted: string[] = [];
  private readonly next: () => Fault;

  constructor(
    private readonly clock: Clock,
    faults: readonly Fault[] = [none],
  ) {
    this.next = faultsInOrder(faults);
  }

  async putRecordBatch(records: readonly Buffer[]): Promise<BatchAnswer> {
    const fault = this.next();
    const sent = records.map(String);
    this.calls.push(sent);
    const isRefused = (index: number) => fault.kind === "partial" && (fault.mask & (1 << (index % 8))) !== 0;
    await meet(fault, this.clock, () => {
      this.accepted.push(...sent.filter((_, index) => !isRefused(index)));
    });
    const answers = sent.map((_, index) =>
      isRefused(index) ? { ErrorCode: "ServiceUnavailableException" } : { RecordId: `id-${index}` },
    );
    if (fault.kind === "short_answer") return { FailedPutCount: 0, RequestResponses: answers.slice(1) };
    return {
      FailedPutCount: answers.filter((answer) => "ErrorCode" in answer).length,
      RequestResponses: answers,
    };
  }
}

export class FakeBucket implements UndeliverablePort {
  readonly objects = new Map<string, UndeliverableObject>();
  calls = 0;
  private readonly next: () => Fault;

  constructor(
    private readonly clock: Clock,
    faults: readonly Fault[] = [none],
  ) {
    this.next = faultsInOrder(faults);
  }

  async put(object: UndeliverableObject): Promise<void> {
    this.calls++;
    await meet(this.next(), this.clock, () => this.objects.set(object.key, object));
  }

  get text(): string {
    return [...this.objects.values()].map(({ body }) => body.toString()).join("");
  }
}
