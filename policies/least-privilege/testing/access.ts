/** Roles, policies and functions for the specs of what may be done. */
import type { GraphResource, Properties } from "../../../engine/graph";
import { type ResourceOptions, resource } from "../../testing/stack";

export const ACCOUNT = "123456789012";
export const FUNCTION = "aws:lambda/function:Function";
export const BUCKET = "aws:s3/bucket:Bucket";
export const QUEUE = "aws:sqs/queue:Queue";

export interface StatementText {
  readonly Effect?: "Allow" | "Deny";
  readonly [element: string]: unknown;
}

/** As JSON text. What a statement leaves out is: to allow. */
export const policyText = (...statements: readonly StatementText[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ Effect: "Allow", ...one })),
  });

export const trust = (service: string, condition?: unknown, more: StatementText = {}): string =>
  policyText({
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sts:AssumeRole",
    ...(condition === undefined ? {} : { Condition: condition }),
    ...more,
  });

export const ofAccount = { StringEquals: { "aws:SourceAccount": ACCOUNT } };

/** What Lambda assumes, for this account only. */
export const role = (name = "worker", props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource(
    "aws:iam/role:Role",
    name,
    {
      name,
      arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      assumeRolePolicy: trust("lambda", ofAccount),
      ...props,
    },
    options,
  );

export const inline = (
  of: GraphResource,
  name: string,
  policy: unknown,
  options: ResourceOptions = {},
): GraphResource => resource("aws:iam/rolePolicy:RolePolicy", name, { role: of.name, policy }, options);

export const attached = (of: GraphResource, name: string, policyArn: string): GraphResource =>
  resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", name, { role: of.name, policyArn });

export const managed = (name: string, policy: unknown): GraphResource =>
  resource("aws:iam/policy:Policy", name, { name, policy, arn: `arn:aws:iam::${ACCOUNT}:policy/${name}` });

export const bucket = (name: string, props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource(BUCKET, name, { bucket: name, arn: `arn:aws:s3:::${name}`, ...props }, options);

export const bucketPolicy = (of: string, policy: unknown, options?: ResourceOptions): GraphResource =>
  resource("aws:s3/bucketPolicy:BucketPolicy", `${of}-policy`, { bucket: of, policy }, options);
