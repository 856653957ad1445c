/** The real handler in a process of its own, which can be stopped at named points, and killed there. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { QueueAnswer } from "../etl";

/** Where a load touches the database for good or ill, in their order. */
export const points = ["before COPY", "after COPY", "before commit", "after commit"] as const;
export type Point = (typeof points)[number];

export interface Loader {
  readonly pid: number;
  /** Resolves when the load has come to its point and waits there. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  go(): void;
  kill(): void;
  /** What the handler answered; undefined when the process was killed. */
  readonly answer: Promise<QueueAnswer | undefined>;
  /** Lines of its log. */
  readonly log: string[];
}

/** @param stopAt none: it runs to its end. */
export function startLoader(environment: NodeJS.ProcessEnv, event: unknown, stopAt?: Point): Loader {
  const child = fork(join(__dirname, "loader-process.ts"), [JSON.stringify(event), stopAt ?? ""], {
    execArgv: ["--import", "tsx"],
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream as Readable }).on("line", (line) => log.push(line));
  let answer: QueueAnswer | undefined;
  const reached = new Promise<void>((resolve) =>
    child.on("message", (message: { reached?: true; answer?: QueueAnswer }) => {
      if (message.reached) resolve();
      answer = message.answer;
    }),
  );
  return {
    pid: child.pid ?? 0,
    reached,
    go: () => child.send("go"),
    kill: () => void child.kill("SIGKILL"),
    answer: once(child, "exit").then(() => answer),
    log,
  };
}
