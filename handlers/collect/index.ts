/** `collect`: only wiring. Made once per execution environment, so that warm calls reuse connections. */
import { randomUUID } from "node:crypto";
import { awsPorts, guardedPlacesOf, placesOf } from "../delivery";
import { environmentCredentials } from "../delivery/aws";
import { systemClock } from "../delivery/clock";
import { collector } from "./collect";
import { parseCollectEnvironment } from "./environment";
import { canaryPatience } from "./health";
import { breakerLine } from "./outcome";
import { stopObject, stopPatience } from "./stop-object";

const environment = parseCollectEnvironment(process.env);
const clock = systemClock;
const credentials = environmentCredentials(process.env);
const ports = {
  ...awsPorts(environment, environment.delivery, { credentials }),
  clock,
  random: Math.random,
};

export const handler = collector(environment, {
  places: guardedPlacesOf(ports, environment.delivery, environment, (change, reason) =>
    console.log(breakerLine(change, { ...environment, reason, at: clock.now() })),
  ),
  canaryPlaces: placesOf(ports, canaryPatience(environment.delivery), environment),
  readStopObject: stopObject(environment, {
    credentials,
    clock,
    patience: stopPatience(environment.delivery.here),
  }),
  clock,
  randomId: randomUUID,
  log: console.log,
});
