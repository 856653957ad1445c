import { leastPrivilege } from "../least-privilege/rules";
import type { Rule } from "../rule";
import { bucketAclIsPrivate } from "./bucket-acl-is-private";
import { bucketBlocksPublicAccess } from "./bucket-blocks-public-access";
import { bucketRefusesPlainHttp } from "./bucket-refuses-plain-http";
import { endpointHasPrivateDns } from "./endpoint-has-private-dns";
import { endpointInOwnRegion } from "./endpoint-in-own-region";
import { endpointInTwoZones } from "./endpoint-in-two-zones";
import { endpointPolicyIsNarrow } from "./endpoint-policy-is-narrow";
import { interfaceEndpointForCalledApi } from "./interface-endpoint-for-called-api";
import { namedEndpointExists } from "./named-endpoint-exists";
import { s3EndpointOnEveryRouteTable } from "./s3-endpoint-on-every-route-table";
import { vpcHasS3Endpoint } from "./vpc-has-s3-endpoint";
import { vpcResolvesPrivateNames } from "./vpc-resolves-private-names";

/** The resource types of this pack, for the rules that every pack has. */
const TYPES = [
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
];

/** Of a bucket's policy it is what “public” means. */
const shared = leastPrivilege(...TYPES).map((rule) =>
  rule.name === "no-anonymous-principal" ? { ...rule, meets: [...rule.meets, "buckets-not-public"] } : rule,
);

export const rules: readonly Rule[] = [
  vpcHasS3Endpoint,
  endpointInOwnRegion,
  s3EndpointOnEveryRouteTable,
  endpointPolicyIsNarrow,
  interfaceEndpointForCalledApi,
  endpointHasPrivateDns,
  vpcResolvesPrivateNames,
  endpointInTwoZones,
  namedEndpointExists,
  bucketRefusesPlainHttp,
  bucketBlocksPublicAccess,
  bucketAclIsPrivate,
  ...shared,
];
