import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "./bundle";
import { allow, forAccount, policyOf, trustOf } from "./policy";

/** The variables of a function's contract, to be filled. BUILD is known only once the function is bundled. */
export type Filled<Contract> = { readonly [name in Exclude<keyof Contract, "BUILD">]: pulumi.Input<string> };

/** The network that a function is in. It reaches only what the groups let through, and AWS only through endpoints. */
export interface FunctionVpc {
  region: string;
  subnetIds: pulumi.Input<string[]>;
  securityGroupIds: pulumi.Input<string>[];
}

/** A function of `handlers/`, bundled when the program runs, with a role and a log group that are its own. */
export interface BundledFunctionArgs {
  /** The folder under `handlers/`; its `index.ts` exports `handler`. */
  handler: string;
  /** At most 64 characters; its role has the same name, and roles are global, so it holds the region. */
  functionName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  /** Seconds a run may take; at most 900 ("Lambda quotas"). */
  timeoutSeconds: pulumi.Input<number>;
  /** MiB, 128 to 10 240; CPU grows with it ("Configure Lambda function memory"). */
  memoryMebibytes: pulumi.Input<number>;
  /** Days that logs stay: one of the values that CloudWatch Logs takes ("PutRetentionPolicy"). */
  logDays: pulumi.Input<number>;
  /** Publishes a version whenever code or configuration change, for an alias to move to. Default: callers have the newest. */
  publish?: boolean;
  /**
   * Executions at once, kept for this function and its limit; all functions' together at most the account's quota less 100
   * ("Configuring reserved concurrency for a function"). Default: what the account has left.
   */
  reservedConcurrency?: pulumi.Input<number>;
  /** xray: samples of its runs go to AWS X-Ray. Default: off. */
  tracing?: "off" | "xray";
  /** Where the function's calls leave from. Default: Lambda's own network, outside every VPC. */
  vpc?: FunctionVpc;
  /** The function's environment, as its `environment.ts` names it. BUILD is filled in here. */
  variables: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Lambda, for functions of this account ("Working with AWS managed policies in the execution role" names both source keys).
 * Not by function: a role exists before its function does.
 */
export const functionTrust = (accountId: string): string =>
  trustOf("lambda.amazonaws.com", forAccount(accountId));

/** Writes into its own log group, which exists already: creating groups is not a function's business. */
export const writeLogsPolicy = (logGroupArn: string): string =>
  policyOf(allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${logGroupArn}:log-stream:*`));

/** X-Ray's writes name no resource: `*` is all that there is ("Actions, resources, and condition keys for AWS X-Ray"). */
export const writeTracesPolicy = (): string =>
  policyOf(allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"));

/** What Lambda does with a function's role to put it into a network ("Giving Lambda functions access to resources in an Amazon VPC"). */
const INTERFACE_CHANGES = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
/** These two name no resource: `*` is all that there is ("Actions, resources, and condition keys for Amazon EC2"). */
const INTERFACE_LOOKS = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];

/**
 * Lambda may make and remove the function's network interfaces. Their ids exist only afterwards, so the resource is the region's whole EC2.
 * The function's own code may not: Lambda calls without its ARN, the code with it (the same page advises this).
 */
export const attachToNetworkPolicy = (region: string, accountId: string, functionName: string): string =>
  policyOf(allow(INTERFACE_CHANGES, `arn:aws:ec2:${region}:${accountId}:*/*`), allow(INTERFACE_LOOKS, "*"), {
    Effect: "Deny",
    Action: [...INTERFACE_CHANGES, "ec2:DetachNetworkInterface", ...INTERFACE_LOOKS],
    Resource: ["*"],
    Condition: {
      ArnEquals: {
        "lambda:SourceFunctionArn": `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
      },
    },
  });

export class BundledFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  readonly role: aws.iam.Role;
  /** What the bundle hashes to; every event and every health answer of this build carries it. */
  readonly build: string;

  constructor(name: string, args: BundledFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:BundledFunction", name, {}, opts);
    const child = { parent: this };
    const { files, build } = bundle(args.handler);
    this.build = build;

    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.functionName,
        assumeRolePolicy: pulumi.output(args.accountId).apply(functionTrust),
      },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: pulumi.interpolate`/aws/lambda/${args.functionName}`, retentionInDays: args.logDays },
      child,
    );
    const writeLogs = new aws.iam.RolePolicy(
      `${name}-write-logs`,
      { name: "write-logs", role: this.role.name, policy: logs.arn.apply(writeLogsPolicy) },
      child,
    );
    const { vpc } = args;
    const attach =
      vpc &&
      new aws.iam.RolePolicy(
        `${name}-attach-to-network`,
        {
          name: "attach-to-network",
          role: this.role.name,
          policy: pulumi
            .all([args.accountId, args.functionName])
            .apply(([accountId, functionName]) => attachToNetworkPolicy(vpc.region, accountId, functionName)),
        },
        child,
      );
    const isTraced = args.tracing === "xray";
    if (isTraced)
      new aws.iam.RolePolicy(
        `${name}-write-traces`,
        { name: "write-traces", role: this.role.name, policy: writeTracesPolicy() },
        child,
      );
    this.function = new aws.lambda.Function(
      `${name}-lambda`,
      {
        name: args.functionName,
        role: this.role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive(assetsOf(files)),
        timeout: args.timeoutSeconds,
        memorySize: args.memoryMebibytes,
        environment: { variables: { ...args.variables, BUILD: build } },
        ...(args.publish && { publish: true }),
        ...(args.reservedConcurrency !== undefined && {
          reservedConcurrentExecutions: args.reservedConcurrency,
        }),
        ...(isTraced && { tracingConfig: { mode: "Active" } }),
        ...(vpc && { vpcConfig: { subnetIds: vpc.subnetIds, securityGroupIds: vpc.securityGroupIds } }),
      },
      // Lambda would make the log group itself, without retention, if the function ran first; and it takes no function into a
      // network that the role may not enter.
      { ...child, dependsOn: [logs, writeLogs, ...(attach ? [attach] : [])] },
    );
    this.registerOutputs({ function: this.function, role: this.role });
  }
}

const assetsOf = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]));
