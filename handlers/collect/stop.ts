/** `GET /stop/<peer>`: whether a person has stopped the peer region. A stop counts only while it is positively known. */
import type { Clock } from "../delivery/clock";
import { reasonOf } from "../delivery/deliver";
import { stopToken } from "./environment";

/**
 * What the object of the peer's STOP switch holds; undefined when there is none.
 * @throws when that cannot be known, in time.
 */
export type ReadStopObject = () => Promise<string | undefined>;

/**
 * So long a stop that was read still counts when it can no longer be read. A region that a person has given up must not get its
 * clients back because the storage of the other one fails for a few minutes; and a stop must not outlive for ever what proves it.
 */
export const stopKnownForMs = 600_000;

export interface StopSwitchArgs {
  /** The region that can be stopped: the peer. */
  region: string;
  /** For so long one reading answers everybody, so that checkers cannot multiply reads. */
  sharedMs: number;
  clock: Clock;
  readStopObject: ReadStopObject;
}

export interface StopAnswer {
  /** Undefined: it cannot be known. */
  readonly isStopped: boolean | undefined;
  /** Why it could not be read, or that what was read is no stop; for the log. */
  readonly problem?: string;
}

/** The STOP switch of the peer, as this execution environment sees it. */
export class StopSwitch {
  private reading: Promise<void> | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private last: StopAnswer = { isStopped: undefined };
  /** When the token was last read; undefined once it was seen to be gone. */
  private stopSeenAt: number | undefined;

  constructor(private readonly args: StopSwitchArgs) {}

  /** Reads the object, or shares what was read a moment ago. */
  async look(): Promise<StopAnswer> {
    const { clock, sharedMs } = this.args;
    if (this.reading === undefined && clock.now() - this.readAt >= sharedMs) {
      this.readAt = clock.now();
      this.reading = this.read().finally(() => {
        this.reading = undefined;
      });
    }
    await this.reading;
    return this.last;
  }

  private async read(): Promise<void> {
    const { clock, region, readStopObject } = this.args;
    try {
      const text = await readStopObject();
      const isStopped = text === stopToken(region);
      this.stopSeenAt = isStopped ? clock.now() : undefined;
      this.last = {
        isStopped,
        ...(!isStopped && text !== undefined && { problem: "stop_object_without_token" }),
      };
    } catch (error) {
      const isKnown = this.stopSeenAt !== undefined && clock.now() - this.stopSeenAt <= stopKnownForMs;
      this.last = { isStopped: isKnown ? true : undefined, problem: reasonOf(error) };
    }
  }
}
