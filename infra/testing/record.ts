/** What a program registers, seen by a monitor that creates nothing. */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { construct } from "../../engine/components";

// A limit for what hangs, not for what is slow: the SDK's hundreds of modules load slowly on a busy machine.
jest.setTimeout(60_000);

export interface Registered {
  type: string;
  name: string;
  /** The logical name of the parent; undefined directly under the stack. */
  parent: string | undefined;
  inputs: Record<string, unknown>;
  protect: boolean;
  retainOnDelete: boolean;
  /** Properties that an update leaves as they are. */
  ignoreChanges: string[];
  /** Logical names of what it waits for, beyond what its inputs come from. */
  dependsOn: string[];
  /** Whether `registerOutputs` was called: its absence is silent. A remote component's own provider does it. */
  outputsRegistered: boolean;
}

export const ACCOUNT = "111122223333";

/** Outputs that AWS makes up, by type; a type that is not here cannot be registered in a test. */
const outputs: Record<string, (name: string, inputs: Record<string, string>) => Record<string, unknown>> = {
  "aws:acm/certificate:Certificate": (name, inputs) => ({
    arn: `arn:${name}`,
    domainValidationOptions: [inputs.domainName, ...(inputs.subjectAlternativeNames ?? [])]
      .reverse() // ACM keeps no order.
      .map((domainName) => ({
        domainName,
        resourceRecordName: `_proof.${domainName}`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_value.${domainName}`,
      })),
  }),
  "aws:acm/certificateValidation:CertificateValidation": () => ({}),
  "aws:apigatewayv2/api:Api": () => ({ executionArn: "arn:execute-api" }),
  "aws:apigatewayv2/apiMapping:ApiMapping": () => ({}),
  "aws:apigatewayv2/domainName:DomainName": (_, inputs) => ({
    domainNameConfiguration: {
      targetDomainName: `target.of.${inputs.domainName}`,
      hostedZoneId: `ZGATEWAY`,
    },
  }),
  "aws:apigatewayv2/integration:Integration": () => ({}),
  "aws:apigatewayv2/route:Route": () => ({}),
  "aws:apigatewayv2/stage:Stage": () => ({}),
  "aws:cloudfront/distribution:Distribution": (name) => ({
    domainName: `${name}.cloudfront.net`,
    hostedZoneId: "ZCLOUDFRONT",
  }),
  "aws:cloudwatch/dashboard:Dashboard": () => ({}),
  "aws:cloudwatch/metricAlarm:MetricAlarm": (_, inputs) => ({ arn: `arn:alarm:${inputs.name}` }),
  "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: `arn:${name}` }),
  "aws:cloudwatch/logStream:LogStream": () => ({}),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": () => ({}),
  "aws:ec2/flowLog:FlowLog": () => ({}),
  "aws:ec2/internetGateway:InternetGateway": () => ({}),
  "aws:ec2/routeTable:RouteTable": () => ({}),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": () => ({}),
  "aws:ec2/securityGroup:SecurityGroup": () => ({}),
  "aws:ec2/subnet:Subnet": () => ({}),
  "aws:ec2/vpc:Vpc": () => ({}),
  "aws:ec2/vpcEndpoint:VpcEndpoint": (name) => ({ prefixListId: `pl-${name}` }),
  "aws:iam/role:Role": (name) => ({ arn: `arn:${name}` }),
  "aws:iam/rolePolicy:RolePolicy": () => ({}),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (name) => ({ arn: `arn:${name}` }),
  "aws:lambda/alias:Alias": (name) => ({ arn: `arn:${name}` }),
  "aws:lambda/eventSourceMapping:EventSourceMapping": () => ({}),
  "aws:lambda/function:Function": (name) => ({ arn: `arn:${name}`, version: "1" }),
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": () => ({}),
  "aws:lambda/invocation:Invocation": () => ({ result: "{}" }),
  "aws:lambda/permission:Permission": () => ({}),
  "aws:rds/instance:Instance": (name) => ({
    address: `host.of.${name}`,
    resourceId: `db-of-${name}`,
    masterUserSecrets: [{ secretArn: `arn:secret-of-${name}` }],
  }),
  "aws:rds/parameterGroup:ParameterGroup": () => ({}),
  "aws:rds/subnetGroup:SubnetGroup": () => ({}),
  "aws:route53/healthCheck:HealthCheck": () => ({}),
  "aws:route53/record:Record": (_, inputs) => ({ fqdn: inputs.name }),
  "aws:s3/bucket:Bucket": (_, inputs) => ({ arn: `arn:aws:s3:::${inputs.bucket}` }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": () => ({}),
  "aws:s3/bucketNotification:BucketNotification": () => ({}),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": () => ({}),
  "aws:s3/bucketPolicy:BucketPolicy": () => ({}),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": () => ({}),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": () => ({}),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": () => ({}),
  "aws:s3/bucketVersioning:BucketVersioning": () => ({}),
  "aws:scheduler/schedule:Schedule": () => ({}),
  "aws:sns/topic:Topic": (_, inputs) => ({ arn: `arn:topic:${inputs.name}` }),
  "aws:sns/topicPolicy:TopicPolicy": () => ({}),
  "aws:sns/topicSubscription:TopicSubscription": () => ({}),
  "aws:sqs/queue:Queue": (name) => ({ arn: `arn:${name}`, url: `https://queue/${name}` }),
  "aws:sqs/queuePolicy:QueuePolicy": () => ({}),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": () => ({}),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": () => ({}),
  "aws:wafv2/webAcl:WebAcl": (name) => ({ arn: `arn:${name}` }),
};

const mocks: pulumi.runtime.Mocks = {
  newResource({ type, name, inputs, custom }) {
    if (!custom) return { id: undefined, state: inputs };
    const made = outputs[type];
    if (made === undefined) throw new Error(`${type} is registered, and no test says what AWS answers.`);
    return { id: `${name}-id`, state: { ...inputs, ...made(name, inputs) } };
  },
  call({ token }) {
    if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: ACCOUNT };
    if (token === "aws:index/getAvailabilityZones:getAvailabilityZones")
      return { names: ["zone-a", "zone-b", "zone-c", "zone-d"] };
    throw new Error(`${token} is invoked, and no test says what AWS answers.`);
  },
};

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

// The wire's own messages; their types are not exported.
// biome-ignore lint/suspicious/noExplicitAny: see above.
type Message = any;

class Recorder extends MockMonitor {
  readonly seen: Registered[] = [];

  override async registerResource(request: Message, callback: Message): Promise<void> {
    try {
      this.seen.push(seen(request));
    } catch (error) {
      return callback(error, undefined);
    }
    if (!request.getRemote()) return super.registerResource(request, callback);
    await super.registerResource(request, (error: Message, answer: Message) => {
      if (error) return callback(error, undefined);
      constructed(request, answer.getUrn()).then(
        (whole) => callback(null, whole),
        (failed) => callback(failed, undefined),
      );
    });
  }

  override registerResourceOutputs(request: Message, callback: Message): void {
    const done = this.seen.find(({ name, type }) => request.getUrn().endsWith(`${type}::${name}`));
    if (done) done.outputsRegistered = true;
    super.registerResourceOutputs(request, callback);
  }
}

/** A remote component with its children, which are registered like all others. */
const constructed = (request: Message, urn: string) =>
  construct({
    urn,
    type: request.getType(),
    name: request.getName(),
    inputs: pulumi.runtime.deserializeProperties(request.getObject()),
    protect: request.getProtect() ?? false,
  });

function seen(request: Message): Registered {
  const parent: string = request.getParent();
  return {
    type: request.getType(),
    name: request.getName(),
    parent: parent === "" ? undefined : nameOf(parent),
    inputs: pulumi.runtime.deserializeProperties(request.getObject()),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    dependsOn: waitsFor(request),
    outputsRegistered: request.getRemote(),
  };
}

function waitsFor(request: Message): string[] {
  const all: string[] = request.getDependenciesList();
  const byInputs = new Set<string>(
    [...request.getPropertydependenciesMap().entries()].flatMap(
      ([, urns]: [string, Message]) => urns.getUrnsList() as string[],
    ),
  );
  return [...new Set(all.filter((urn) => !byInputs.has(urn)).map(nameOf))].sort();
}

/** Where the SDK remembers what its monitor can do. */
interface SdkState {
  readonly globalStore: { supportsResourceReferences: boolean };
}

/** Everything that `program` registers, after every output has settled. */
export async function record(program: () => unknown, stack = "test"): Promise<Registered[]> {
  const recorder = new Recorder(mocks);
  await pulumi.runtime.setMocks(mocks, "holdfast", stack);
  pulumi.runtime.setMockOptions(recorder, "holdfast", stack, false);
  // The options reset what the monitor can do; a remote component's outputs hold its children by reference.
  (globalThis as unknown as SdkState).globalStore.supportsResourceReferences = true;
  await program();
  // An output that settles may register more: done when nothing was added while everything settled.
  for (let count = -1; count !== recorder.seen.length; ) {
    count = recorder.seen.length;
    await pulumi.runtime.disconnect();
    await new Promise(setImmediate);
  }
  return recorder.seen;
}

/** The one resource of that name. */
export function named(resources: readonly Registered[], name: string): Registered {
  const found = resources.filter((resource) => resource.name === name);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(
      `${found.length} resources are named ${name}: ${resources.map((r) => r.name).join(", ")}`,
    );
  return found[0];
}
