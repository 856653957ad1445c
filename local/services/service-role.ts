import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ServiceRolesOptions {
  /** Where STS and IAM answer. */
  readonly endpoint: string;
  readonly region: string;
  /** Root's, with which a service of AWS's own stands in for itself. */
  readonly credentials: Credentials;
  /** The service principal that a role must trust, e.g. `firehose.amazonaws.com`. */
  readonly principal: string;
  /** What this service passes as `sts:ExternalId`, if it does. */
  readonly externalId?: string;
}

/** Seconds before its end when a session is replaced; sessions last an hour. */
const RENEW_SECONDS = 300;

/**
 * The roles that an AWS service works under. A session is kept until shortly before it ends;
 * what the role may do is judged anew at each call, so a policy's change counts at once.
 */
export class ServiceRoles {
  readonly #sts: STSClient;
  readonly #iam: IAMClient;
  readonly #sessions = new Map<string, { until: number; credentials: Promise<Credentials> }>();

  constructor(private readonly options: ServiceRolesOptions) {
    const client = { ...options, maxAttempts: 2, requestHandler: boundedTimeouts(5_000) };
    this.#sts = new STSClient({ ...client, credentials: { ...options.credentials } });
    this.#iam = new IAMClient({ ...client, credentials: { ...options.credentials } });
  }

  /** @throws what STS or IAM says when the role does not exist or does not trust the service. */
  assume(roleArn: string): Promise<Credentials> {
    const kept = this.#sessions.get(roleArn);
    if (kept !== undefined && kept.until > Date.now()) return kept.credentials;
    const credentials = this.#open(roleArn);
    this.#sessions.set(roleArn, { until: Date.now() + (3600 - RENEW_SECONDS) * 1000, credentials });
    credentials.catch(() => this.forget(roleArn));
    return credentials;
  }

  /** The next call opens a new session: the role may have been made anew under the same name. */
  forget(roleArn: string): void {
    this.#sessions.delete(roleArn);
  }

  close(): void {
    this.#sts.destroy();
    this.#iam.destroy();
  }

  async #open(roleArn: string): Promise<Credentials> {
    // Root may assume any role here, so that the role trusts this service is looked up first.
    const { Role } = await this.#iam.send(new GetRoleCommand({ RoleName: roleArn.split("/").at(-1) }));
    const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}");
    if (!trusts(document, this.options.principal))
      throw new Error(`${roleArn} does not trust ${this.options.principal}.`);
    const { Credentials: session } = await this.#sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: (this.options.principal.split(".")[0] as string).padEnd(2, "-"),
        ...(this.options.externalId !== undefined && { ExternalId: this.options.externalId }),
      }),
    );
    return {
      accessKeyId: session?.AccessKeyId as string,
      secretAccessKey: session?.SecretAccessKey as string,
      sessionToken: session?.SessionToken as string,
    };
  }
}

/** Whether a role's trust policy names the service. Its conditions are STS's to judge. */
export function trusts(policyDocument: string, principal: string): boolean {
  const { Statement = [] } = JSON.parse(policyDocument) as { Statement?: TrustStatement | TrustStatement[] };
  return list(Statement).some(
    ({ Effect, Action, Principal }) =>
      Effect === "Allow" &&
      list(Action).some((action) => action === "sts:AssumeRole" || action === "sts:*") &&
      typeof Principal === "object" &&
      list(Principal.Service).includes(principal),
  );
}

/**
 * Whether an error of {@link ServiceRoles.assume} says nothing of the role, since STS or IAM did not answer, or failed. On a busy
 * machine they are late, and whoever asks again learns it.
 */
export function isUnanswered(error: unknown): boolean {
  const { name, code, $metadata } = error as { name?: string; code?: string; $metadata?: AnswerFacts };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? name === "TimeoutError" || code !== undefined : status >= 500;
}

/** Of an answer, as the SDK tells it with an error; without a status when there was none. */
interface AnswerFacts {
  readonly httpStatusCode?: number;
}

/** Timeouts that throw: `requestTimeout` alone only warns ("NodeHttpHandlerOptions"). */
export const boundedTimeouts = (milliseconds: number) => ({
  connectionTimeout: 2_000,
  requestTimeout: milliseconds,
  socketTimeout: milliseconds,
  throwOnRequestTimeout: true,
});

interface TrustStatement {
  Effect?: string;
  Action?: string | string[];
  Principal?: string | { Service?: string | string[] };
}

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
