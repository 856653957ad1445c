/** `canary`: only wiring. */
import { environmentCredentials } from "../delivery/aws";
import { type Canary, sendCanaries } from "./canary";
import { parseCanaryEnvironment } from "./environment";
import { sendCanary } from "./send";

const args: Canary = {
  environment: parseCanaryEnvironment(process.env),
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME || "canary",
  credentials: environmentCredentials(process.env),
  send: sendCanary,
  now: Date.now,
  log: console.log,
};

export const handler = () => sendCanaries(args);
