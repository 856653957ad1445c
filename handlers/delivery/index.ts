/** Delivery, wired: Firehose, then S3 in the region, then S3 in the peer region. */
import type { ClientSettings } from "./aws";
import { type DeliveryPatience, type DeliverySettings, probePatience } from "./budget";
import { type BehindBreaker, behindBreaker, CircuitBreaker } from "./circuit-breaker";
import type { Clock } from "./clock";
import type { Place } from "./deliver";
import { firehoseClient } from "./firehose-client";
import { type FirehosePort, toFirehose } from "./to-firehose";
import { toS3, type UndeliverablePort } from "./to-s3";
import { undeliverableBucket } from "./undeliverable-bucket";

export interface DeliveryTarget {
  region: string;
  build: string;
  accountId: string;
  streamName: string;
  undeliverableBucket: string;
  peer: { region: string; undeliverableBucket: string; endpointUrl: string | undefined };
}

/** The outside world of a delivery. A simulation gives its own. */
export interface DeliveryPorts {
  firehose: FirehosePort;
  here: UndeliverablePort;
  peer: UndeliverablePort;
  clock: Clock;
  random(): number;
}

export interface DeliveryPlaces {
  firehose: Place;
  here: Place;
  peer: Place;
}

export function awsPorts(
  target: DeliveryTarget,
  settings: DeliverySettings,
  { credentials }: Pick<ClientSettings, "credentials">,
): Pick<DeliveryPorts, "firehose" | "here" | "peer"> {
  const { region, accountId, streamName, peer } = target;
  return {
    firehose: firehoseClient({ region, streamName, credentials, patience: settings.firehose }),
    here: undeliverableBucket({
      region,
      accountId,
      credentials,
      bucket: target.undeliverableBucket,
      patience: settings.here,
    }),
    peer: undeliverableBucket({
      region: peer.region,
      endpoint: peer.endpointUrl,
      accountId,
      credentials,
      bucket: peer.undeliverableBucket,
      patience: settings.peer,
    }),
  };
}

/** The three places. The peer's object lies under the peer's own prefix: the holder is the one that can replay it. */
export function placesOf(
  ports: DeliveryPorts,
  settings: DeliveryPatience,
  { region, build, peer }: Pick<DeliveryTarget, "region" | "build"> & { peer: { region: string } },
): DeliveryPlaces {
  const { firehose, here, clock, random } = ports;
  const s3 = { clock, origin: region, build };
  return {
    firehose: toFirehose({ firehose, clock, random, patience: settings.firehose }),
    here: toS3({ ...s3, name: "here", bucket: here, patience: settings.here, holder: region }),
    peer: toS3({ ...s3, name: "peer", bucket: ports.peer, patience: settings.peer, holder: peer.region }),
  };
}

/** The three places as clients' events meet them: Firehose behind a breaker. Made once, since the breaker is what it remembers. */
export function guardedPlacesOf(
  ports: DeliveryPorts,
  settings: DeliverySettings,
  target: Parameters<typeof placesOf>[2],
  onChange: BehindBreaker["onChange"],
): DeliveryPlaces {
  const { firehose, clock, random } = ports;
  const { slowMs } = settings.breaker;
  const places = placesOf(ports, settings, target);
  const probe = toFirehose({ firehose, clock, random, patience: probePatience });
  const breaker = new CircuitBreaker(settings.breaker, random);
  return {
    ...places,
    firehose: behindBreaker({ firehose: places.firehose, probe, breaker, slowMs, clock, onChange }),
  };
}
