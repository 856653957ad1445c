/** What a drill does to a region: the gates' control ports. The only verbs here that are no API of AWS. */
import { request } from "undici";
import { z } from "zod";
import { HoldfastError } from "../errors";

/** One permission that IAM refused, as the region's gate saw it. */
export const deniedSchema = z.object({
  at: z.string().describe("When it was refused first, ISO 8601."),
  region: z.string().describe("Where."),
  service: z.string().describe("The service that refused."),
  action: z.string().describe("The action, e.g. `firehose:PutRecordBatch`."),
  principal: z.string().describe("Who asked: a role's session."),
  resource: z.string().describe("For which resource."),
  count: z.int().describe("How often."),
});
export type Denied = z.infer<typeof deniedSchema>;

/** `as-asked` injects; `none` leaves the fault out; `missed` aims it where nobody is. The last two must end INCONCLUSIVE. */
export type Injection = "as-asked" | "none" | "missed";

export interface GateFaults {
  /** The region's clients connect and never hear anything. */
  hang(): Promise<void>;
  /** Nobody gets in, and no AWS API of the region answers. */
  close(): Promise<void>;
  /** Firehose takes calls and never answers. */
  hangFirehose(): Promise<void>;
  /** Undoes all of these. */
  open(): Promise<void>;
  denied(): Promise<Denied[]>;
  /** Invocations of functions that are under way, and the most at once since this was asked last. */
  takeInvokes(): Promise<{ now: number; peak: number }>;
}

export interface FirehoseFaults {
  /** Of each call, the share of records that is refused while the call itself is answered with 200. */
  refuseSome(share: number): Promise<void>;
}

export const firehoseFaults = (controlUrl: string): FirehoseFaults => ({
  refuseSome: async (share) =>
    void (await control("PUT", `${controlUrl}/faults`, { kind: "partial", share })),
});

/** A service that no function calls: a fault there changes nothing. */
const NOBODY = "/aws/nobody";
const INGRESS = "/ingress";
const FIREHOSE = "/aws/firehose";
const EVERY_SERVICE = "/aws/*";

const inFlightSchema = z.record(z.string(), z.record(z.string(), z.object({ now: z.int(), peak: z.int() })));

export function gateFaults(controlUrl: string, injection: Injection): GateFaults {
  const set = async (path: string, mode: "hang" | "refuse" | "open") =>
    void (await control("PUT", controlUrl + path, { mode }));
  const inject = async (path: string, mode: "hang" | "refuse") => {
    if (injection !== "none") await set(injection === "missed" ? NOBODY : path, mode);
  };
  return {
    hang: () => inject(INGRESS, "hang"),
    close: async () => {
      await inject(INGRESS, "refuse");
      await inject(EVERY_SERVICE, "refuse");
    },
    hangFirehose: () => inject(FIREHOSE, "hang"),
    open: async () => {
      for (const path of [EVERY_SERVICE, FIREHOSE, INGRESS]) await set(path, "open");
    },
    denied: async () => z.array(deniedSchema).parse(await control("GET", `${controlUrl}/denied`)),
    takeInvokes: async () => {
      const { lambda } = inFlightSchema.parse(await control("POST", `${controlUrl}/in-flight`));
      return lambda?.Invoke ?? { now: 0, peak: 0 };
    },
  };
}

/** @throws HF_DRILL_CONTROL when the answer is not 2xx. */
export async function control(method: "GET" | "POST" | "PUT", url: string, body?: unknown): Promise<unknown> {
  const response = await request(url, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  });
  const answer = await response.body.text();
  const { statusCode: status } = response;
  if (status < 200 || status > 299)
    throw new HoldfastError("HF_DRILL_CONTROL", { url, status, method, answer });
  return answer === "" ? undefined : JSON.parse(answer);
}
