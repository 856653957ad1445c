/** `collect`: only wiring. Made once per execution environment, so that warm calls reuse connections. */
import { randomUUID } from "node:crypto";
import { awsPorts, placesOf } from "../delivery";
import { environmentCredentials } from "../delivery/aws";
import { systemClock } from "../delivery/clock";
import { collector } from "./collect";
import { parseCollectEnvironment } from "./environment";
import { canaryPatience } from "./health";

const environment = parseCollectEnvironment(process.env);
const clock = systemClock;
const credentials = environmentCredentials(process.env);
const ports = {
  ...awsPorts(environment, environment.delivery, { credentials }),
  clock,
  random: Math.random,
};

export const handler = collector(environment, {
  places: placesOf(ports, environment.delivery, environment),
  canaryPlaces: placesOf(ports, canaryPatience(environment.delivery), environment),
  clock,
  randomId: randomUUID,
  log: console.log,
});
