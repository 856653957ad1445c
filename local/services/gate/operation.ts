/** Pure: which service and operation of AWS a signed request calls, read as the services themselves read it. */
import type { IncomingHttpHeaders } from "node:http";

export interface Call {
  /** The service of the credential scope (`s3`, `firehose`, …); `unsigned` without one. */
  readonly service: string;
  /** The operation (`PutObject`), or method and path where no name is known. */
  readonly operation: string;
  readonly accessKey: string;
  /** The region of the credential scope. */
  readonly region: string;
}

export interface RequestHead {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export function callOf(request: RequestHead): Call {
  const { path, query } = splitUrl(request.url);
  const scope = credentialScope(request.headers.authorization, query);
  const service = scope?.service ?? "unsigned";
  return {
    service,
    operation: operationOf(service, request, path, query),
    accessKey: scope?.accessKey ?? "",
    region: scope?.region ?? "",
  };
}

/** The operation of the query protocol (IAM, STS), whose name is in the body. */
export function operationInForm(body: Buffer): string | undefined {
  return new URLSearchParams(body.subarray(0, 1_024).toString("latin1")).get("Action") ?? undefined;
}

/** Whether the name of the operation is in the body. */
export const isForm = (headers: IncomingHttpHeaders): boolean =>
  (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");

/** S3's replication configuration, which has a service of its own here. */
export const isReplicationCall = (url: string): boolean => splitUrl(url).query.has("replication");

function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const mark = url.indexOf("?");
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

/** `<access key>/<date>/<region>/<service>/aws4_request` ("Signature Version 4", Credential). */
function credentialScope(authorization: string | undefined, query: URLSearchParams) {
  const credential = /Credential=([^,\s]+)/.exec(authorization ?? "")?.[1] ?? query.get("X-Amz-Credential");
  const [accessKey, , region, service] = credential?.split("/") ?? [];
  return accessKey && region && service ? { accessKey, region, service } : undefined;
}

function operationOf(service: string, request: RequestHead, path: string, query: URLSearchParams): string {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  if (service === "s3") return s3Operation(request, path, query);
  const action = query.get("Action");
  if (action) return action;
  if (service === "lambda" && request.method === "POST" && path.endsWith("/invocations")) return "Invoke";
  return `${request.method} ${pathShape(path)}`;
}

/** The path without names and ids, so that counts stay few. */
const pathShape = (path: string): string =>
  path
    .split("/")
    .map((part) => (/^[a-z]*$|^v\d+$|^\d{4}-\d\d-\d\d$/.test(part) ? part : "*"))
    .join("/");

/** Sub-resources of a bucket or object, named by an empty query parameter ("Amazon S3 API Reference, Actions"). */
const s3Subresources: Readonly<Record<string, string>> = {
  acl: "Acl",
  cors: "BucketCors",
  encryption: "BucketEncryption",
  lifecycle: "BucketLifecycleConfiguration",
  location: "BucketLocation",
  logging: "BucketLogging",
  notification: "BucketNotificationConfiguration",
  "object-lock": "ObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  publicAccessBlock: "PublicAccessBlock",
  replication: "BucketReplication",
  tagging: "Tagging",
  versioning: "BucketVersioning",
};

const s3Verbs: Readonly<Record<string, string>> = { GET: "Get", PUT: "Put", DELETE: "Delete" };
const s3ObjectOperations: Readonly<Record<string, string>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};
const s3BucketOperations: Readonly<Record<string, string>> = {
  GET: "ListObjects",
  HEAD: "HeadBucket",
  PUT: "CreateBucket",
  DELETE: "DeleteBucket",
};

function s3Operation({ method, headers }: RequestHead, path: string, query: URLSearchParams): string {
  const subresource = Object.keys(s3Subresources).find((name) => query.has(name));
  if (subresource) return `${s3Verbs[method] ?? method}${s3Subresources[subresource]}`;
  const named = s3NamedOperation(method, query);
  if (named) return named;
  if (path === "/") return method === "GET" ? "ListBuckets" : `${method} /`;
  // Path style, or the bucket in the host name.
  const inHost = !/^(\d+\.){3}\d+(:|$)|^localhost(:|$)|^s3[.-]/.test(headers.host ?? "");
  const isObject = inHost ? path.length > 1 : /^\/[^/]+\/./.test(path);
  if (isObject && method === "PUT" && headers["x-amz-copy-source"]) return "CopyObject";
  return (isObject ? s3ObjectOperations : s3BucketOperations)[method] ?? method;
}

function s3NamedOperation(method: string, query: URLSearchParams): string | undefined {
  if (method === "POST" && query.has("delete")) return "DeleteObjects";
  if (query.has("versions")) return "ListObjectVersions";
  if (query.get("list-type") === "2") return "ListObjectsV2";
  if (query.has("uploads")) return method === "POST" ? "CreateMultipartUpload" : "ListMultipartUploads";
  if (!query.has("uploadId")) return undefined;
  const byMethod: Record<string, string> = {
    PUT: "UploadPart",
    POST: "CompleteMultipartUpload",
    DELETE: "AbortMultipartUpload",
    GET: "ListParts",
  };
  return byMethod[method];
}
