/** The contract between infra, which fills the environment of `collect`, and `collect`, which reads it. */
import type { DeliverySettings } from "../delivery/budget";
import { type DeliveryVariables, readDeliverySettings } from "../delivery/environment";
import { VariableReader, type Variables } from "../variables";

export const roles = ["primary", "standby"] as const;
export type Role = (typeof roles)[number];

/** How much of a client's address is kept: IPv4 /24 and IPv6 /48, all of it, or nothing. */
export const ipSettings = ["truncated", "whole", "none"] as const;
export type IpSetting = (typeof ipSettings)[number];

/** Every variable that infra must fill; a missing one does not compile there. Patience comes from `deliveryVariables`. */
export interface CollectVariables extends DeliveryVariables {
  /** The region that the function runs in, e.g. eu-west-1. */
  REGION: string;
  /** "primary" or "standby". */
  ROLE: string;
  /** What is deployed, in each event and in each log line. Never part of the health signal: a deployment must not flip it. */
  BUILD: string;
  /** The account that owns both regions' buckets: each write names it, since a destroyed bucket's name can be taken by a stranger. */
  ACCOUNT_ID: string;
  STREAM_NAME: string;
  UNDELIVERABLE_BUCKET: string;
  PEER_REGION: string;
  PEER_UNDELIVERABLE_BUCKET: string;
  /** "truncated", "whole" or "none". */
  IP: string;
  /** Origins that may read answers, separated by commas, e.g. "https://shop.example,https://www.shop.example"; "*" for any. */
  ALLOWED_ORIGINS: string;
  /** Unhealthy when for so many seconds no durable path in the region worked. */
  UNHEALTHY_AFTER_SECONDS: string;
  /** Healthy again after so many seconds of unbroken success. */
  HEALTHY_AFTER_SECONDS: string;
  /** For so many seconds a canary's result is shared by health requests. */
  HEALTH_SHARED_SECONDS: string;
}

export interface HealthSettings {
  unhealthyAfterMs: number;
  healthyAfterMs: number;
  sharedMs: number;
}

export interface CollectEnvironment {
  /** What metrics are told apart by. */
  functionName: string;
  region: string;
  role: Role;
  build: string;
  accountId: string;
  streamName: string;
  undeliverableBucket: string;
  peer: { region: string; undeliverableBucket: string; endpointUrl: string | undefined };
  ip: IpSetting;
  allowedOrigins: readonly string[];
  delivery: DeliverySettings;
  health: HealthSettings;
}

/** @throws HF_FUNCTION_ENVIRONMENT with every problem at once. */
export function parseCollectEnvironment(variables: Variables): CollectEnvironment {
  const read = new VariableReader<CollectVariables>(variables);
  const milliseconds = (name: keyof CollectVariables) => read.number(name, { min: 0 }) * 1_000;
  const environment: CollectEnvironment = {
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME || "collect", // Lambda's own ("Defined runtime environment variables").
    region: read.text("REGION"),
    role: read.oneOf("ROLE", roles),
    build: read.text("BUILD"),
    accountId: read.text("ACCOUNT_ID"),
    streamName: read.text("STREAM_NAME"),
    undeliverableBucket: read.text("UNDELIVERABLE_BUCKET"),
    peer: {
      region: read.text("PEER_REGION"),
      undeliverableBucket: read.text("PEER_UNDELIVERABLE_BUCKET"),
      // Only where one machine plays both regions: the SDK's own variable names one endpoint, the peer's is another.
      endpointUrl: variables.PEER_S3_ENDPOINT_URL || undefined,
    },
    ip: read.oneOf("IP", ipSettings),
    allowedOrigins: read.list("ALLOWED_ORIGINS"),
    delivery: readDeliverySettings(read),
    health: {
      unhealthyAfterMs: milliseconds("UNHEALTHY_AFTER_SECONDS"),
      healthyAfterMs: milliseconds("HEALTHY_AFTER_SECONDS"),
      sharedMs: milliseconds("HEALTH_SHARED_SECONDS"),
    },
  };
  read.done("collect");
  return environment;
}

/**
 * What the health check looks for in the answer of `/health`: there only while the region is healthy, and only when the answer
 * comes from the right region in the right role. At most 255 characters, in the body's first 5,120 bytes ("HealthCheckConfig").
 */
export const healthSearchString = (region: string, role: Role): string =>
  `"status":"healthy","region":"${region}","role":"${role}"`;

/**
 * The STOP switch of a region: an object in its peer's undeliverable bucket. The region is stopped while the object holds exactly
 * {@link stopToken}; anything else, and no object, is not stopped.
 */
export const stopKey = (region: string): string => `stop/region=${region}`;

export const stopToken = (region: string): string => `holdfast-stop ${region}`;

/** Where the peer of `region` says whether `region` is stopped. */
export const stopPath = (region: string): string => `/stop/${region}`;

/** What the inverted health check looks for there: in the answer only while the region is stopped. */
export const stopSearchString = (region: string): string => `"stopped":"${region}"`;
