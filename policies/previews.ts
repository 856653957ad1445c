/** The graphs of stacks, previewed side by side: without credentials, and with what AWS would make up supposed. */
import type { Graph } from "../engine/graph";
import { preview } from "../engine/in-process";

export interface Previewed {
  readonly stack: string;
  readonly graph?: Graph;
  /** Why there is no graph. */
  readonly problem?: string;
}

export interface PreviewOptions {
  readonly signal?: AbortSignal;
  /** Settings merged over every stack's file. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Called when a stack is done, in whichever order. */
  readonly onDone?: (done: Previewed) => void;
}

/** In the order of `stacks`. @throws only when it was asked to stop. */
export const previewStacks = (
  programDir: string,
  stacks: readonly string[],
  { onDone, signal, config }: PreviewOptions = {},
): Promise<Previewed[]> =>
  Promise.all(
    stacks.map(async (stack) => {
      const run = { programDir, stack, suppose: true, ...(signal && { signal }), ...(config && { config }) };
      const done = await preview(run).then(
        (graph): Previewed => ({ stack, graph }),
        (error: unknown): Previewed => {
          signal?.throwIfAborted();
          return { stack, problem: error instanceof Error ? error.message : String(error) };
        },
      );
      onDone?.(done);
      return done;
    }),
  );
