/** Breaks the ways out of the network to AWS's own APIs: what `s3-endpoints` holds. */
import type { GraphResource } from "../../../engine/graph";
import { named, type Operator } from "../operator";
import { alsoAllows, beside, type Change, drop, every, set, statements, unset } from "../surgery";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const VPC = "aws:ec2/vpc:Vpc";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

const isGateway = ({ inputs }: GraphResource) => inputs.vpcEndpointType === "Gateway";
const isInterface = ({ inputs }: GraphResource) => inputs.vpcEndpointType === "Interface";

const gateway = ["vpc-has-s3-endpoint"];
const tables = ["s3-endpoint-on-every-route-table"];
const narrow = ["endpoint-policy-is-narrow"];
const called = ["interface-endpoint-for-called-api"];
const zones = ["endpoint-in-two-zones"];
const tls = ["bucket-refuses-plain-http"];
const blocked = ["bucket-blocks-public-access"];
const acl = ["bucket-acl-is-private"];

/** A list with one item less, and without the dependency that it came from; an unknown list stays. */
const without =
  (property: string, index: number): Change =>
  (resource, all) => {
    const list = resource.inputs[property];
    if (!Array.isArray(list)) return resource;
    const less = (values: readonly unknown[]) => values.filter((_, at) => at !== index);
    const [changed = resource] = [set(property, less(list))(resource, all)].flat();
    const dependencies = less(resource.propertyDependencies[property] ?? []) as string[];
    return {
      ...changed,
      propertyDependencies: { ...changed.propertyDependencies, [property]: dependencies },
    };
  };

/** By an id that it got from nowhere. */
const inAnotherNetwork = every(unset("vpcId"), set("vpcId", "vpc-0123456789abcdef0"));

export const endpoints: readonly Operator[] = [
  { does: "is gone", meant: gateway, types: [ENDPOINT], where: isGateway, change: drop },
  {
    does: "is of another region",
    meant: ["endpoint-in-own-region"],
    types: [ENDPOINT],
    where: isGateway,
    change: set("serviceName", "com.amazonaws.us-west-2.s3"),
  },
  {
    does: "leads to DynamoDB",
    meant: gateway,
    types: [ENDPOINT],
    where: isGateway,
    change: set("serviceName", "com.amazonaws.eu-west-1.dynamodb"),
  },
  {
    does: "lies in another network",
    meant: gateway,
    types: [ENDPOINT],
    where: isGateway,
    change: inAnotherNetwork,
  },
  {
    does: "leaves out the first table",
    meant: tables,
    types: [ENDPOINT],
    where: isGateway,
    change: without("routeTableIds", 0),
  },
  {
    does: "leaves out the second table",
    meant: tables,
    types: [ENDPOINT],
    where: isGateway,
    change: without("routeTableIds", 1),
  },
  {
    does: "is on no table",
    meant: tables,
    types: [ENDPOINT],
    where: isGateway,
    change: unset("routeTableIds"),
  },
  { does: "is gone, so that the main table counts", meant: tables, types: [ASSOCIATION], change: drop },
  { does: "has no policy", meant: narrow, types: [ENDPOINT], change: unset("policy") },
  {
    does: "lets every action through",
    meant: narrow,
    types: [ENDPOINT],
    change: statements("policy", (statement) => ({ ...statement, Action: "*" })),
  },
  {
    does: "lets everything through besides",
    meant: narrow,
    types: [ENDPOINT],
    change: alsoAllows("policy", { Principal: "*", Action: "*", Resource: "*" }),
  },
  {
    does: "lets every action but one through",
    meant: narrow,
    types: [ENDPOINT],
    change: alsoAllows("policy", { Principal: "*", NotAction: "s3:DeleteBucket", Resource: "*" }),
  },
  {
    does: "lets everybody's resources through",
    meant: narrow,
    types: [ENDPOINT],
    change: statements("policy", ({ Condition: _, ...statement }) => ({ ...statement, Resource: "*" })),
  },
  { does: "is gone", meant: called, types: [ENDPOINT], where: isInterface, change: drop },
  {
    does: "is of another region",
    meant: ["endpoint-in-own-region"],
    types: [ENDPOINT],
    where: isInterface,
    change: (resource, all) =>
      set("serviceName", String(resource.inputs.serviceName).replace("eu-west-1", "us-west-2"))(
        resource,
        all,
      ),
  },
  {
    does: "lies in another network",
    meant: called,
    types: [ENDPOINT],
    where: isInterface,
    change: inAnotherNetwork,
  },
  ...["kinesis:PutRecord", "sns:Publish", "ssm:GetParameter", "lambda:InvokeFunction"].map(
    (action): Operator => ({
      does: `may also call ${action}, to which no endpoint leads`,
      meant: called,
      types: [ROLE_POLICY],
      where: named("lake-to-postgres-etl-read-lake"),
      change: alsoAllows("policy", {
        Action: [action],
        Resource: [`arn:aws:${action.split(":")[0]}:eu-west-1:123456789012:mutant`],
      }),
    }),
  ),
  {
    does: "answers to no private name",
    meant: ["endpoint-has-private-dns"],
    types: [ENDPOINT],
    where: isInterface,
    change: set("privateDnsEnabled", false),
  },
  {
    does: "does not say that it answers to private names",
    meant: ["endpoint-has-private-dns"],
    types: [ENDPOINT],
    where: isInterface,
    change: unset("privateDnsEnabled"),
  },
  {
    does: "resolves no names",
    meant: ["vpc-resolves-private-names"],
    types: [VPC],
    change: set("enableDnsSupport", false),
  },
  {
    does: "gives no names",
    meant: ["vpc-resolves-private-names"],
    types: [VPC],
    change: unset("enableDnsHostnames"),
  },
  {
    does: "lies in the first zone alone",
    meant: zones,
    types: [ENDPOINT],
    where: isInterface,
    change: without("subnetIds", 1),
  },
  {
    does: "lies in the same zone as the other subnet",
    meant: zones,
    types: ["aws:ec2/subnet:Subnet"],
    where: named("private-network-vpc-isolated-2"),
    change: set("availabilityZone", "eu-west-1a"),
  },
  {
    does: "asks for a network where an endpoint's id should stand",
    meant: ["named-endpoint-exists"],
    types: [BUCKET_POLICY],
    change: alsoAllows("policy", {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::mutant/*",
      Condition: { StringNotEquals: { "aws:SourceVpce": "vpc-0123456789abcdef0" } },
    }),
  },
  { does: "is gone", meant: tls, types: [BUCKET_POLICY], change: drop },
  {
    does: "allows where it refused",
    meant: tls,
    types: [BUCKET_POLICY],
    change: statements("policy", (statement) => ({ ...statement, Effect: "Allow" })),
  },
  {
    does: "refuses those who do use TLS",
    meant: tls,
    types: [BUCKET_POLICY],
    change: statements("policy", (statement) => ({
      ...statement,
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    })),
  },
  {
    does: "speaks of the bucket and not of its objects",
    meant: tls,
    types: [BUCKET_POLICY],
    change: statements("policy", (statement) => ({
      ...statement,
      Resource: [statement.Resource ?? []].flat().filter((arn) => !arn.endsWith("/*")),
    })),
  },
  {
    does: "refuses one account alone",
    meant: tls,
    types: [BUCKET_POLICY],
    change: statements("policy", (statement) => ({
      ...statement,
      Principal: { AWS: "arn:aws:iam::210987654321:root" },
    })),
  },
  {
    does: "refuses reading alone",
    meant: tls,
    types: [BUCKET_POLICY],
    change: statements("policy", (statement) => ({ ...statement, Action: "s3:GetObject" })),
  },
  {
    does: "lets everybody read",
    meant: ["no-anonymous-principal"],
    types: [BUCKET_POLICY],
    change: (resource, all) =>
      alsoAllows("policy", {
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${resource.inputs.bucket}/*`,
      })(resource, all),
  },
  { does: "is gone", meant: blocked, types: [BLOCK], change: drop },
  ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map(
    (flag): Operator => ({
      does: `leaves out ${flag}`,
      meant: blocked,
      types: [BLOCK],
      change: set(flag, false),
    }),
  ),
  {
    does: "has an ACL for everybody",
    meant: acl,
    types: [BUCKET],
    change: set("acl", "public-read"),
  },
  {
    does: "gets an ACL for everybody",
    meant: acl,
    types: [BUCKET],
    change: beside(
      "aws:s3/bucketAcl:BucketAcl",
      ({ inputs }) => ({ bucket: inputs.bucket, acl: "public-read" }),
      { bucket: (_, resource) => resource },
    ),
  },
];
