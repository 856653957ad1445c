/** The contract between infra, which fills the environment of `canary`, and `canary`, which reads it. */
import { VariableReader, type Variables } from "../variables";
import type { Way } from "./send";

/** Every variable that infra must fill; a missing one does not compile there. */
export interface CanaryVariables {
  /** The region that the function runs in. */
  REGION: string;
  BUILD: string;
  /** The name that only this region answers. */
  REGIONAL_NAME: string;
  PEER_REGION: string;
  /** The name that only the peer answers. */
  PEER_NAME: string;
  /** The name that clients use. */
  FAILOVER_NAME: string;
  /** Longest that one canary may take. */
  TIMEOUT_SECONDS: string;
}

export interface CanaryEnvironment {
  build: string;
  here: NamedRegion;
  peer: NamedRegion;
  failoverName: string;
  timeoutMs: number;
  way: Way | undefined;
}

export interface NamedRegion {
  region: string;
  name: string;
}

/** @throws HF_FUNCTION_ENVIRONMENT with every problem at once. */
export function parseCanaryEnvironment(variables: Variables): CanaryEnvironment {
  const read = new VariableReader<CanaryVariables>(variables);
  const environment: CanaryEnvironment = {
    build: read.text("BUILD"),
    here: { region: read.text("REGION"), name: read.text("REGIONAL_NAME") },
    peer: { region: read.text("PEER_REGION"), name: read.text("PEER_NAME") },
    failoverName: read.text("FAILOVER_NAME"),
    timeoutMs: read.number("TIMEOUT_SECONDS", { min: 1 }) * 1_000,
    way: wayOf(variables),
  };
  read.done("canary");
  return environment;
}

/** Only where one machine plays both regions: nobody else's DNS knows their names there, and they speak plain HTTP. */
const wayOf = ({ NAMES_DNS, NAMES_HTTP_PORT }: Variables): Way | undefined =>
  NAMES_DNS && NAMES_HTTP_PORT ? { dns: NAMES_DNS, httpPort: Number(NAMES_HTTP_PORT) } : undefined;
