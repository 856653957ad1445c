/** The gates of a region: everything that enters it, and every AWS API called in it, passes here. */

import { listen } from "../address";
import { AwsProxy, type Services } from "./aws-proxy";
import { createControl } from "./control";
import { Ingress } from "./ingress";

export interface GateConfig {
  readonly region: string;
  /** The region's own loopback address. */
  readonly address: string;
  /** Where clients reach the region's API, in plain HTTP. 0 takes a free port. */
  readonly httpPort: number;
  /** Where the AWS APIs of the region are reached. A free one by default. */
  readonly awsPort?: number;
  readonly doorUrl: string;
  readonly services: Services;
}

export interface GateReady {
  readonly aws: string;
  readonly httpPort: number;
  readonly control: string;
}

/** @throws HF_LOCAL_ADDRESS when a port is taken or the address does not exist. */
export async function startGate(
  config: GateConfig,
): Promise<{ ready: GateReady; close: () => Promise<void> }> {
  const ingress = new Ingress(config.address, config.httpPort, config.doorUrl);
  const aws = new AwsProxy(config.region, config.services);
  const control = createControl(ingress, aws);
  const httpPort = await ingress.listen();
  const awsPort = await aws.listen(config.address, config.awsPort ?? 0);
  const controlPort = await listen(control, "127.0.0.1", 0, "another start");
  const close = async () => {
    control.closeAllConnections();
    await Promise.all([ingress.close(), aws.close(), new Promise((done) => control.close(done))]);
  };
  return {
    ready: {
      aws: `http://${config.address}:${awsPort}`,
      httpPort,
      control: `http://127.0.0.1:${controlPort}`,
    },
    close,
  };
}
