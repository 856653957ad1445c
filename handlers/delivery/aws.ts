/** What every AWS client of a function has in common. */
import { type CallPatience, callMs } from "./budget";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Where a client calls, and how long it waits. */
export interface ClientSettings {
  region: string;
  patience: CallPatience;
  credentials(): Promise<Credentials>;
  /** Undefined: the SDK finds it (the region's own, or what AWS_ENDPOINT_URL names). */
  endpoint?: string | undefined;
}

/**
 * Lambda puts the role's credentials into the environment ("Defined runtime environment variables"). Nothing else is asked: the
 * SDK's default chain would load code for places where they never are.
 */
export const environmentCredentials =
  (variables: Readonly<Record<string, string | undefined>>) => async (): Promise<Credentials> => ({
    accessKeyId: variables.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? "",
    ...(variables.AWS_SESSION_TOKEN ? { sessionToken: variables.AWS_SESSION_TOKEN } : {}),
  });

/**
 * One attempt a call, since delivery has its own, and timeouts that throw: `requestTimeout` by itself only warns, and the call
 * hangs on (*measured*: past 8 s, against 505 ms with `throwOnRequestTimeout`).
 */
export const clientConfig = ({ region, patience, credentials, endpoint }: ClientSettings) => ({
  region,
  credentials,
  ...(endpoint === undefined ? {} : { endpoint }),
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: patience.connectMs,
    requestTimeout: callMs(patience),
    socketTimeout: patience.requestMs,
    throwOnRequestTimeout: true,
  },
});
