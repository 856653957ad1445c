import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readJsonIfThere, writeWhole } from "../../files";
import { isUnanswered } from "../../service-role";
import type { Invoker } from "./invoker";
import { nextDueAt, payloadOf, type Schedule, SchedulerError, validation } from "./schedule";

export interface SchedulerOptions {
  readonly accountId: string;
  /** Divides the intervals and the pauses between retries. */
  readonly speed: number;
  readonly stateDir: string;
  readonly invoker: Invoker;
}

export interface ScheduleCounts {
  /** Invocations that Lambda took. */
  fired: number;
  /** Attempts that failed. */
  failures: number;
  /** Invocations given up after their retries. */
  dropped: number;
  lastError?: string;
}

/** "RetryPolicy": the defaults, and the longest pause of the exponential backoff (*assumed*; AWS gives no figure). */
const RETRY = { attempts: 185, ageSeconds: 86_400, pauseSecondsMax: 60 };

/** EventBridge Scheduler's clock for every region: fires what is due, keeps everything over a restart. */
export class Scheduler {
  readonly #schedules = new Map<string, Schedule>();
  readonly #counts = new Map<string, ScheduleCounts>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #under = new Set<Promise<void>>();
  readonly #end = new AbortController();

  constructor(private readonly options: SchedulerOptions) {
    mkdirSync(options.stateDir, { recursive: true });
    for (const schedule of this.#load()) this.#keep(schedule);
  }

  list(region: string): Schedule[] {
    return [...this.#schedules.values()]
      .filter((schedule) => schedule.region === region)
      .sort((left, right) => left.name.localeCompare(right.name));
  }

  named(name: string): Schedule[] {
    return [...this.#schedules.values()].filter((schedule) => schedule.name === name);
  }

  find(region: string, name: string): Schedule | undefined {
    return this.#schedules.get(`${region}/${name}`);
  }

  /** @throws ResourceNotFoundException */
  get(region: string, name: string): Schedule {
    const schedule = this.find(region, name);
    if (schedule === undefined)
      throw new SchedulerError(404, "ResourceNotFoundException", `Schedule ${name} does not exist.`);
    return schedule;
  }

  /** Creates or replaces. @throws ValidationException when the role does not let Scheduler in; what came instead of an answer. */
  async put(schedule: Schedule): Promise<void> {
    await this.options.invoker.assumeRole(schedule).catch((error) => {
      if (isUnanswered(error)) throw error; // Told as a failure of the service, which is tried again.
      console.error(String(error));
      throw validation(
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
      );
    });
    this.#keep(schedule);
    this.#save();
  }

  delete(region: string, name: string): void {
    const { region: at } = this.get(region, name);
    clearTimeout(this.#timers.get(`${at}/${name}`));
    this.#schedules.delete(`${at}/${name}`);
    this.#counts.delete(`${at}/${name}`);
    this.#save();
  }

  /** Invokes now, once, whatever the clock and the state say. Rejects when the invocation fails. */
  async fire(schedule: Schedule): Promise<void> {
    await this.#attempt(schedule, { scheduledAt: Date.now(), executionId: executionId(), attempt: 1 });
  }

  counts(): Record<string, ScheduleCounts> {
    return Object.fromEntries([...this.#schedules.keys()].map((key) => [key, this.#countsOf(key)]));
  }

  async close(): Promise<void> {
    this.#end.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.allSettled(this.#under);
  }

  #keep(schedule: Schedule): void {
    const key = `${schedule.region}/${schedule.name}`;
    this.#schedules.set(key, schedule);
    clearTimeout(this.#timers.get(key));
    if (!schedule.enabled || this.#end.signal.aborted) return;
    const due = nextDueAt(schedule, this.options.speed);
    this.#timers.set(
      key,
      setTimeout(() => this.#due(key), Math.min(due - Date.now(), 2 ** 31 - 1)),
    );
  }

  /** After a pause that swallowed several invocations, one is made: Scheduler does not catch up either. */
  #due(key: string): void {
    const schedule = this.#schedules.get(key);
    if (schedule === undefined) return;
    const now = Date.now();
    if (nextDueAt(schedule, this.options.speed) > now) {
      this.#keep(schedule); // A timer cannot wait longer than 24 days, and may be a moment early.
      return;
    }
    this.#keep({ ...schedule, firedAt: now });
    this.#save();
    const under = this.#invoke(schedule, now).finally(() => this.#under.delete(under));
    this.#under.add(under);
  }

  async #invoke(schedule: Schedule, scheduledAt: number): Promise<void> {
    const { MaximumRetryAttempts = RETRY.attempts, MaximumEventAgeInSeconds = RETRY.ageSeconds } =
      schedule.target.RetryPolicy ?? {};
    const { speed } = this.options;
    for (let attempt = 1; ; attempt++) {
      const invocation = { scheduledAt, executionId: executionId(), attempt };
      try {
        return await this.#attempt(schedule, invocation);
      } catch (error) {
        if (this.#end.signal.aborted) return;
        const ageSeconds = ((Date.now() - scheduledAt) * speed) / 1000;
        if (attempt > MaximumRetryAttempts || ageSeconds > MaximumEventAgeInSeconds)
          return this.#drop(schedule, payloadOf(schedule, this.options.accountId, invocation), String(error));
        await this.#rest((1000 * Math.min(2 ** (attempt - 1), RETRY.pauseSecondsMax)) / speed);
        if (this.#end.signal.aborted || !this.find(schedule.region, schedule.name)) return;
      }
    }
  }

  async #attempt(schedule: Schedule, invocation: Parameters<typeof payloadOf>[2]): Promise<void> {
    const counts = this.#countsOf(`${schedule.region}/${schedule.name}`);
    try {
      await this.options.invoker.invoke(schedule, payloadOf(schedule, this.options.accountId, invocation));
      counts.fired += 1;
    } catch (error) {
      counts.failures += 1;
      counts.lastError = String(error);
      console.error(`${new Date().toISOString()} ${schedule.arn} not invoked:`, counts.lastError);
      throw error;
    }
  }

  async #drop(schedule: Schedule, payload: string, error: string): Promise<void> {
    this.#countsOf(`${schedule.region}/${schedule.name}`).dropped += 1;
    await this.options.invoker.giveUp(schedule, payload, error).catch((failure) => {
      console.error(`${schedule.arn}: not in its dead-letter queue either:`, String(failure));
    });
  }

  #countsOf(key: string): ScheduleCounts {
    const counts = this.#counts.get(key) ?? { fired: 0, failures: 0, dropped: 0 };
    this.#counts.set(key, counts);
    return counts;
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#end.signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#end.signal.addEventListener("abort", end);
    });
  }

  get #stateFile(): string {
    return join(this.options.stateDir, "schedules.json");
  }

  #load(): Schedule[] {
    return readJsonIfThere(this.#stateFile) ?? [];
  }

  #save(): void {
    writeWhole(this.#stateFile, JSON.stringify([...this.#schedules.values()]));
  }
}

const executionId = (): string => randomBytes(8).toString("hex");
