/** The forms of what AWS makes up, type by type; `suppose` fills them in. */
import type { Properties } from "../graph";
import { EXAMPLE_ACCOUNT, hexadecimal, type MadeUp } from "./made-up";

/** An `id` and outputs; what is undefined the resource does not have. */
export function formOf(type: string, made: MadeUp): Properties {
  const [, module = "", kind = ""] = /^\w+:([^/:]+).*:(\w+)$/.exec(type) ?? [];
  return { ...usual(made, module, kind), ...(special[type] ?? attachment(module, kind))?.(made) };
}

type Fill = (made: MadeUp) => Properties;

/** A resource that is known by its name, as most are. */
const usual = ({ named, arn }: MadeUp, module: string, kind: string): Properties => ({
  id: named,
  name: named,
  arn: arn(module, `${kind.toLowerCase()}/${named}`),
});

/** `sg-0123456789abcdef0` ("Amazon EC2 resource IDs"). */
const ec2 =
  (prefix: string, resource: string, rest: Fill = () => ({})): Fill =>
  (made) => {
    const id = `${prefix}-0${made.digits(16)}`;
    return { id, name: undefined, arn: made.arn("ec2", `${resource}/${id}`), ...rest(made) };
  };

/** What comes with a VPC, by its id. */
const defaultId = (prefix: string, vpcId: string) =>
  `${prefix}-0${hexadecimal(`${prefix} of ${vpcId}`).slice(0, 16)}`;
const defaultOf = (made: MadeUp, resource: string, id: string): Properties => ({
  id,
  name: undefined,
  arn: made.arn("ec2", `${resource}/${id}`),
});

const idIs =
  (id: (made: MadeUp) => string): Fill =>
  (made) => ({ id: id(made), arn: undefined, name: undefined });

const uuid = ({ digits }: MadeUp) =>
  [digits(8), digits(4, "b"), `4${digits(3, "c")}`, `8${digits(3, "d")}`, digits(12, "e")].join("-");
const upper = ({ digits }: MadeUp, count: number) => digits(count).toUpperCase();

const bucket: Fill = ({ named, region }) => ({
  id: named,
  name: undefined,
  bucket: named,
  arn: `arn:aws:s3:::${named}`,
  bucketDomainName: `${named}.s3.amazonaws.com`,
  bucketRegionalDomainName: `${named}.s3.${region}.amazonaws.com`,
});

const database =
  (resource: string, port: number): Fill =>
  (made) => {
    const { named, region } = made;
    const address = `${named}.${made.digits(12)}.${region}.rds.amazonaws.com`;
    const secret = made.arn("secretsmanager", `secret:rds!${resource}-${uuid(made)}-${made.digits(6)}`);
    return {
      id: named,
      name: undefined,
      [resource === "db" ? "identifier" : "clusterIdentifier"]: named,
      arn: made.arn("rds", `${resource}:${named}`),
      resourceId: `${resource}-${upper(made, 26)}`,
      address: resource === "db" ? address : undefined,
      port,
      endpoint: resource === "db" ? `${address}:${port}` : address,
      masterUserSecrets: made.inputs.manageMasterUserPassword
        ? [{ secretArn: secret, secretStatus: "active", kmsKeyId: made.arn("kms", `key/${uuid(made)}`) }]
        : undefined,
    };
  };

/** "Default port" of each engine. */
const PORTS: Readonly<Record<string, number>> = { mysql: 3306, mariadb: 3306, "aurora-mysql": 3306 };
const portOf = ({ inputs, text }: MadeUp) =>
  typeof inputs.port === "number" ? inputs.port : (PORTS[text("engine")] ?? 5432);

const iam =
  (kind: string): Fill =>
  ({ named, ...made }) => ({
    id: named,
    arn: `arn:aws:iam::${EXAMPLE_ACCOUNT}:${kind}/${named}`,
    uniqueId: `AROA${upper({ named, ...made }, 17)}`,
  });

/** Where a region stands in the ARN and what stands between: `function:name`, `log-group:name`. */
const named =
  (service: string, prefix: string, rest: Fill = () => ({})): Fill =>
  (made) => ({ arn: made.arn(service, `${prefix}${made.named}`), ...rest(made) });

/** Known by its ARN. */
const byArn =
  (service: string, resource: (made: MadeUp) => string, rest: Fill = () => ({})): Fill =>
  (made) => {
    const arn = made.arn(service, resource(made));
    return { id: arn, arn, ...rest(made) };
  };

const invokeArn = ({ region }: MadeUp, arn: string) =>
  `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;

const api: Fill = (made) => {
  const id = made.digits(10);
  return {
    id,
    arn: `arn:aws:apigateway:${made.region}::/apis/${id}`,
    apiEndpoint: `https://${id}.execute-api.${made.region}.amazonaws.com`,
    executionArn: made.arn("execute-api", id),
  };
};

/** By type, what differs from the usual. */
const special: Readonly<Record<string, Fill>> = {
  "aws:acm/certificate:Certificate": (made) => {
    const arn = made.arn("acm", `certificate/${uuid(made)}`);
    const names = [made.inputs.domainName, ...list(made.inputs.subjectAlternativeNames)].filter(isText);
    const proof = (domainName: string) => ({
      domainName,
      resourceRecordName: `_${made.digits(32, domainName)}.${domainName}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${made.digits(32, `${domainName} value`)}.acm-validations.aws.`,
    });
    return { id: arn, arn, name: undefined, domainValidationOptions: [...new Set(names)].map(proof) };
  },
  "aws:acm/certificateValidation:CertificateValidation": idIs(uuid),
  "aws:apigatewayv2/api:Api": api,
  "aws:apigatewayv2/apiMapping:ApiMapping": idIs(({ digits }) => digits(6)),
  "aws:apigatewayv2/domainName:DomainName": (made) => ({
    id: made.text("domainName"),
    name: undefined,
    arn: `arn:aws:apigateway:${made.region}::/domainnames/${made.text("domainName")}`,
    domainNameConfiguration: {
      ...(made.inputs.domainNameConfiguration as Properties | undefined),
      targetDomainName: `d-${made.digits(10)}.execute-api.${made.region}.amazonaws.com`,
      hostedZoneId: `Z${upper(made, 13)}`,
    },
  }),
  "aws:apigatewayv2/integration:Integration": idIs(({ digits }) => digits(7)),
  "aws:apigatewayv2/route:Route": idIs(({ digits }) => digits(7)),
  "aws:apigatewayv2/stage:Stage": (made) => ({
    arn: `arn:aws:apigateway:${made.region}::/apis/${made.text("apiId")}/stages/${made.named}`,
    executionArn: made.arn("execute-api", `${made.text("apiId")}/${made.named}`),
    invokeUrl: `https://${made.text("apiId")}.execute-api.${made.region}.amazonaws.com/`,
  }),
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/"),
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:"),
  "aws:cloudwatch/logStream:LogStream": (made) => ({
    arn: made.arn("logs", `log-group:${made.text("logGroupName")}:log-stream:${made.named}`),
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:"),
  "aws:dynamodb/table:Table": named("dynamodb", "table/"),
  "aws:ec2/defaultRouteTable:DefaultRouteTable": (made) =>
    defaultOf(made, "route-table", made.text("defaultRouteTableId")),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (made) =>
    defaultOf(made, "security-group", defaultId("sg", made.text("vpcId"))),
  "aws:ec2/eip:Eip": ec2("eipalloc", "elastic-ip"),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
  "aws:ec2/instance:Instance": ec2("i", "instance"),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("lt", "launch-template"),
  "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway"),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ec2("rtbassoc", "route-table-association"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group", ({ named }) => ({ name: named })),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/vpc:Vpc": (made) => {
    const vpc = ec2("vpc", "vpc")(made);
    const own = (prefix: string) => defaultId(prefix, String(vpc.id));
    return {
      ...vpc,
      defaultSecurityGroupId: own("sg"),
      defaultRouteTableId: own("rtb"),
      mainRouteTableId: own("rtb"),
      defaultNetworkAclId: own("acl"),
    };
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", ({ inputs, text, digits }) => ({
    // "AWS-managed prefix lists": one for a region and service.
    prefixListId:
      (inputs.vpcEndpointType ?? "Gateway") === "Gateway"
        ? `pl-${hexadecimal(text("serviceName")).slice(0, 8)}`
        : undefined,
    dnsEntries: [{ dnsName: `vpce-0${digits(16)}.${text("serviceName")}.vpce.amazonaws.com` }],
  })),
  "aws:iam/instanceProfile:InstanceProfile": iam("instance-profile"),
  "aws:iam/policy:Policy": (made) => {
    const arn = `arn:aws:iam::${EXAMPLE_ACCOUNT}:policy/${made.named}`;
    return { id: arn, arn };
  },
  "aws:iam/role:Role": iam("role"),
  "aws:iam/rolePolicy:RolePolicy": (made) => ({ id: `${made.text("role")}:${made.named}`, arn: undefined }),
  "aws:iam/user:User": iam("user"),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": byArn(
    "firehose",
    ({ named }) => `deliverystream/${named}`,
  ),
  "aws:kinesis/stream:Stream": byArn("kinesis", ({ named }) => `stream/${named}`),
  "aws:kms/key:Key": (made) => ({
    id: uuid(made),
    keyId: uuid(made),
    name: undefined,
    arn: made.arn("kms", `key/${uuid(made)}`),
  }),
  "aws:lambda/alias:Alias": (made) => {
    const target = made.text("functionName");
    const prefix = target.startsWith("arn:") ? target : made.arn("lambda", `function:${target}`);
    const arn = `${prefix}:${made.named}`;
    return { id: arn, arn, invokeArn: invokeArn(made, arn) };
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": (made) => ({
    id: uuid(made),
    uuid: uuid(made),
    name: undefined,
    arn: made.arn("lambda", `event-source-mapping:${uuid(made)}`),
  }),
  "aws:lambda/function:Function": (made) => {
    const arn = made.arn("lambda", `function:${made.named}`);
    const version = made.inputs.publish === true ? "1" : "$LATEST";
    return { arn, version, qualifiedArn: `${arn}:${version}`, invokeArn: invokeArn(made, arn) };
  },
  "aws:lambda/invocation:Invocation": (made) => ({ ...idIs(({ digits }) => digits(32))(made), result: "{}" }),
  "aws:rds/cluster:Cluster": (made) => database("cluster", portOf(made))(made),
  "aws:rds/instance:Instance": (made) => database("db", portOf(made))(made),
  "aws:rds/parameterGroup:ParameterGroup": named("rds", "pg:"),
  "aws:rds/subnetGroup:SubnetGroup": named("rds", "subgrp:"),
  "aws:route53/healthCheck:HealthCheck": (made) => ({
    id: uuid(made),
    name: undefined,
    arn: `arn:aws:route53:::healthcheck/${uuid(made)}`,
  }),
  "aws:route53/record:Record": (made) => ({
    id: [made.text("zoneId"), made.text("name"), made.text("type"), made.text("setIdentifier")]
      .filter((part) => part !== "")
      .join("_"),
    name: undefined,
    arn: undefined,
    fqdn: made.text("name").replace(/\.$/, ""),
  }),
  "aws:route53/zone:Zone": (made) => ({
    id: `Z${upper(made, 19)}`,
    zoneId: `Z${upper(made, 19)}`,
    arn: `arn:aws:route53:::hostedzone/Z${upper(made, 19)}`,
  }),
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:scheduler/schedule:Schedule": (made) => ({
    id: `default/${made.named}`,
    arn: made.arn("scheduler", `schedule/default/${made.named}`),
  }),
  "aws:secretsmanager/secret:Secret": byArn(
    "secretsmanager",
    (made) => `secret:${made.named}-${made.digits(6)}`,
  ),
  "aws:sns/topic:Topic": byArn("sns", ({ named }) => named),
  "aws:sqs/queue:Queue": (made) => {
    const url = `https://sqs.${made.region}.amazonaws.com/${EXAMPLE_ACCOUNT}/${made.named}`;
    return { id: url, url, arn: made.arn("sqs", made.named) };
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr", "security-group-rule"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr", "security-group-rule"),
};

/** What only says something of another resource: a bucket's versioning, a queue's policy. */
function attachment(module: string, kind: string): Fill | undefined {
  const about = module === "s3" && kind.startsWith("Bucket") ? "bucket" : ATTACHED[`${module}/${kind}`];
  return about === undefined ? undefined : idIs(({ text }) => text(about));
}

/** By which property it names the other. */
const ATTACHED: Readonly<Record<string, string>> = {
  "sqs/QueuePolicy": "queueUrl",
  "sns/TopicPolicy": "arn",
  "lambda/FunctionEventInvokeConfig": "functionName",
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isText = (value: unknown): value is string => typeof value === "string";
