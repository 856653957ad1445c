/** `POST /canary`: events that whoever IAM lets call sends down the real path, to see whether it is open. Counted apart. */
import type { HttpAnswer, HttpRequest } from "./http";

export const canaryPath = "/canary";

/**
 * Nobody but IAM's callers makes canaries. API Gateway asks IAM before it calls; were the route ever left open, or the function
 * called by another one, there is nothing here.
 */
export const mayCall = (request: HttpRequest): boolean =>
  request.path !== canaryPath || request.iamCaller !== null;

/** The same answer, saying too who took the canary: a failover name, or an alias, leads to more than one. */
export const withTaker = (answer: HttpAnswer, taker: { region: string; build: string }): HttpAnswer => ({
  ...answer,
  body: JSON.stringify({ ...JSON.parse(answer.body), ...taker }),
});
