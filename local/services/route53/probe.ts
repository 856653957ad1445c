/** One request of one health checker ("How Route 53 determines the status of health checks that monitor an endpoint"). */
import { type IncomingMessage, request, STATUS_CODES } from "node:http";
import { connect } from "node:net";

/** Milliseconds; never compressed, as a slow answer is slow at any speed. */
export const LIMITS = { connect: 4_000, status: 2_000, body: 2_000, tcpConnect: 10_000 };
/** The search string must lie within this many bytes of the body. */
const SEARCHED_BYTES = 5_120;

export interface ProbeTarget {
  readonly address: string;
  readonly port: number;
  readonly kind: "HTTP" | "TCP";
  readonly path: string;
  /** The Host header; absent when the check names an address only. */
  readonly host?: string;
  /** Absent: the status decides alone. */
  readonly searchString?: string;
  readonly healthCheckId: string;
  /** The checker's address as seen from outside; here it travels in X-Forwarded-For. */
  readonly checkerAddress: string;
}

export interface ProbeResult {
  readonly success: boolean;
  /** As GetHealthCheckStatus reports it. */
  readonly report: string;
}

/** Makes the request and judges the answer; it always resolves, within the limits. */
export const probe = (target: ProbeTarget, signal?: AbortSignal, limits = LIMITS): Promise<ProbeResult> =>
  (target.kind === "TCP" ? probeTcp(target, limits, signal) : probeHttp(target, limits, signal)).catch(
    (error) => failure(`The request could not be made: ${error instanceof Error ? error.message : error}.`),
  );

const success = (report: string): ProbeResult => ({ success: true, report: `Success: ${report}` });
const failure = (report: string): ProbeResult => ({ success: false, report: `Failure: ${report}` });
const TIMED_OUT =
  "Connection timed out. The endpoint or the internet connection is down, or requests are being blocked by your firewall.";

function probeTcp(target: ProbeTarget, limits: typeof LIMITS, signal?: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: target.address, port: target.port, signal });
    const end = (result: ProbeResult) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end(failure(TIMED_OUT)), limits.tcpConnect);
    socket.once("connect", () => end(success("TCP connection established.")));
    socket.on("error", (error) => end(failure(connectionProblem(target, error))));
  });
}

function probeHttp(target: ProbeTarget, limits: typeof LIMITS, signal?: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve) => {
    // A connection of its own for each check: one that was kept alive would miss what new clients meet.
    const call = request({
      agent: false,
      host: target.address,
      port: target.port,
      path: target.path.startsWith("/") ? target.path : `/${target.path}`,
      signal,
      setHost: false,
      headers: {
        Host: target.host ?? target.address,
        Connection: "close",
        "User-Agent": `Amazon-Route53-Health-Check-Service (ref ${target.healthCheckId}; report http://amzn.to/1vsZADi)`,
        "X-Forwarded-For": target.checkerAddress,
      },
    });
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const within = (milliseconds: number, report: string) => {
      if (ended) return;
      clearTimeout(timer);
      timer = setTimeout(() => end(failure(report)), milliseconds);
    };
    const end = (result: ProbeResult) => {
      ended = true;
      clearTimeout(timer);
      call.destroy();
      resolve(result);
    };
    within(limits.connect, TIMED_OUT);
    call.once("socket", (socket) =>
      socket.once("connect", () =>
        within(
          limits.status,
          `Resolved IP: ${target.address}. The endpoint sent no HTTP status within ${limits.status / 1_000} seconds.`,
        ),
      ),
    );
    call.on("error", (error) => end(failure(connectionProblem(target, error))));
    call.once("response", (response) => {
      const status = response.statusCode ?? 0;
      const words = `HTTP Status Code ${status}, ${response.statusMessage || STATUS_CODES[status] || "Unknown"}`;
      response.on("error", (error) => end(failure(connectionProblem(target, error))));
      if (status < 200 || status >= 400) return end(failure(words));
      if (target.searchString === undefined) return end(success(words));
      within(
        limits.body,
        `${words}. The response body did not arrive within ${limits.body / 1_000} seconds.`,
      );
      searchBody(response, target.searchString, (found) =>
        end(
          found ? success(words) : failure(`${words}. The search string was not found in the response body.`),
        ),
      );
    });
    call.end();
  });
}

/** Looks for the string in the first 5,120 bytes, as bytes. */
function searchBody(response: IncomingMessage, searchString: string, done: (found: boolean) => void): void {
  const wanted = Buffer.from(searchString);
  let seen = Buffer.alloc(0);
  response.on("data", (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]).subarray(0, SEARCHED_BYTES);
    if (seen.includes(wanted)) done(true);
    else if (seen.length === SEARCHED_BYTES) done(false);
  });
  response.once("end", () => done(false));
  response.once("aborted", () => done(false));
}

const connectionProblem = (target: ProbeTarget, error: Error): string =>
  `Resolved IP: ${target.address}. ${(error as NodeJS.ErrnoException).code === "ECONNREFUSED" ? "The connection was refused." : `The connection failed: ${error.message}.`}`;
