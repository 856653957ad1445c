/** Delivery's part of a function's environment: how patient it is. */
import type { VariableReader } from "../variables";
import type { CallPatience, DeliverySettings, FirehosePatience, RegionPatience } from "./budget";

/** What whoever replays needs too: Firehose, and S3 in the region. Milliseconds, but for the attempts. */
export interface RegionDeliveryVariables {
  FIREHOSE_ATTEMPTS: string;
  FIREHOSE_CONNECT_MS: string;
  FIREHOSE_REQUEST_MS: string;
  FIREHOSE_RETRY_DELAY_MS: string;
  S3_CONNECT_MS: string;
  S3_REQUEST_MS: string;
}

export interface DeliveryVariables extends RegionDeliveryVariables {
  BREAKER_FAILURES: string;
  BREAKER_COOL_DOWN_MS: string;
  BREAKER_SLOW_MS: string;
  PEER_S3_CONNECT_MS: string;
  PEER_S3_REQUEST_MS: string;
}

/** The settings as variables: what infra writes, so that nobody repeats the names. */
export const regionDeliveryVariables = ({ firehose, here }: RegionPatience): RegionDeliveryVariables => ({
  FIREHOSE_ATTEMPTS: String(firehose.attempts),
  FIREHOSE_CONNECT_MS: String(firehose.connectMs),
  FIREHOSE_REQUEST_MS: String(firehose.requestMs),
  FIREHOSE_RETRY_DELAY_MS: String(firehose.retryDelayMs),
  S3_CONNECT_MS: String(here.connectMs),
  S3_REQUEST_MS: String(here.requestMs),
});

export const deliveryVariables = (settings: DeliverySettings): DeliveryVariables => ({
  ...regionDeliveryVariables(settings),
  BREAKER_FAILURES: String(settings.breaker.failures),
  BREAKER_COOL_DOWN_MS: String(settings.breaker.coolDownMs),
  BREAKER_SLOW_MS: String(settings.breaker.slowMs),
  PEER_S3_CONNECT_MS: String(settings.peer.connectMs),
  PEER_S3_REQUEST_MS: String(settings.peer.requestMs),
});

export const readFirehosePatience = (read: VariableReader<RegionDeliveryVariables>): FirehosePatience => ({
  attempts: read.number("FIREHOSE_ATTEMPTS", { min: 1, whole: true }),
  connectMs: read.number("FIREHOSE_CONNECT_MS", { min: 1 }),
  requestMs: read.number("FIREHOSE_REQUEST_MS", { min: 1 }),
  retryDelayMs: read.number("FIREHOSE_RETRY_DELAY_MS", { min: 0 }),
});

export const readS3Patience = (read: VariableReader<RegionDeliveryVariables>): CallPatience => ({
  connectMs: read.number("S3_CONNECT_MS", { min: 1 }),
  requestMs: read.number("S3_REQUEST_MS", { min: 1 }),
});

export const readDeliverySettings = (read: VariableReader<DeliveryVariables>): DeliverySettings => ({
  firehose: readFirehosePatience(read),
  here: readS3Patience(read),
  peer: {
    connectMs: read.number("PEER_S3_CONNECT_MS", { min: 1 }),
    requestMs: read.number("PEER_S3_REQUEST_MS", { min: 1 }),
  },
  breaker: {
    failures: read.number("BREAKER_FAILURES", { min: 1, whole: true }),
    coolDownMs: read.number("BREAKER_COOL_DOWN_MS", { min: 1 }),
    slowMs: read.number("BREAKER_SLOW_MS", { min: 1 }),
  },
});
