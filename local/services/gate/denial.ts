/** Pure: what AWS refused to whom, read from its answer. */
import type { Call } from "./operation";

export interface Denial {
  /** When it was refused first. */
  readonly at: string;
  readonly region: string;
  readonly service: string;
  /** `firehose:PutRecordBatch`. */
  readonly action: string;
  /** The ARN that was refused; the access key where the answer does not name it. */
  readonly principal: string;
  readonly resource: string;
  count: number;
}

/** "Common errors": the names that a refusal has in the JSON, XML and EC2 protocols. */
const refusals = /AccessDenied(Exception)?|UnauthorizedOperation/;
/** The resource may stand in quotes, which JSON and XML escape. */
const sentence =
  /User: (\S+) is not authorized to perform: ([\w:*-]+)(?: on resource: (?:\\?"|&quot;)?([^\s"\\<&]+))?/;

export interface DeniedRequest {
  readonly method: string;
  readonly url: string;
  /** The beginning of the body, where the JSON protocols name the resource. */
  readonly bodyStart: string;
}

/** What was refused, or undefined when the answer is of another kind. */
export function denialIn(
  call: Call,
  request: DeniedRequest,
  answer: { readonly status: number; readonly errorType?: string | undefined; readonly body: string },
): Omit<Denial, "at" | "region" | "count"> | undefined {
  // A HEAD has no body that could tell more.
  const isSilent = request.method === "HEAD" && answer.status === 403;
  if (!isSilent && !refusals.test(answer.errorType ?? "") && !refusals.test(answer.body)) return undefined;
  const [, principal, action, resource] = sentence.exec(answer.body) ?? [];
  return {
    service: call.service,
    action: action ?? `${call.service}:${call.operation}`,
    principal: principal ?? call.accessKey,
    resource: resource ?? resourceNamedBy(call.service, request),
  };
}

/** Most of MiniStack's refusals name no resource, so the request must tell. Objects of one folder count as one. */
function resourceNamedBy(service: string, { url, bodyStart }: DeniedRequest): string {
  const path = url.split("?")[0] as string;
  if (service === "s3") return `arn:aws:s3:::${path.slice(1).replace(/(?<=\/)[^/]+$/, "*")}`;
  return (
    /"(?:DeliveryStreamName|QueueUrl|logGroupName|RoleArn)"\s*:\s*"([^"]+)"/.exec(bodyStart)?.[1] ?? path
  );
}

/** Each refusal once, with how often it happened. */
export class Denials {
  readonly #byKey = new Map<string, Denial>();

  add(region: string, denial: Omit<Denial, "at" | "region" | "count">): void {
    const key = [denial.principal, denial.action, denial.resource].join(" ");
    const known = this.#byKey.get(key);
    if (known) known.count++;
    else this.#byKey.set(key, { at: new Date().toISOString(), region, ...denial, count: 1 });
  }

  list(): readonly Denial[] {
    return [...this.#byKey.values()];
  }
}
