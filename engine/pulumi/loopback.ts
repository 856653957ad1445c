/** What Pulumi's engine attaches to, on loopback: the ResourceProvider service ("pulumi/provider.proto"), whoever stands behind it. */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface PluginServer {
  readonly port: number;
  close(): void;
}

export type Call<Request> = grpc.ServerUnaryCall<Request, unknown>;

/**
 * Methods by their names in the service. What is not among them is answered as unimplemented, which the engine knows to take.
 * @param service of another kind of plugin
 */
export async function serveOnLoopback(
  methods: grpc.UntypedServiceImplementation,
  service: grpc.ServiceDefinition = ResourceProviderService,
): Promise<PluginServer> {
  // A function's code travels in a message, so no limit of their size is right.
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new grpc.Server(unlimited);
  server.addService(service, { ...common, ...methods });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, close: () => server.forceShutdown() };
}

/** A method that answers with a promise. What it throws is what the engine says of the resource. */
export const answering =
  <Request, Answer>(method: (call: Call<Request>) => Promise<Answer>) =>
  (call: Call<Request>, callback: grpc.sendUnaryData<unknown>): void => {
    method(call).then(
      (answer) => callback(null, answer),
      (error) => callback({ code: grpc.status.UNKNOWN, details: detailsOf(error) }),
    );
  };

const common: grpc.UntypedServiceImplementation = {
  attach: answering(async () => new Empty()),
  cancel: answering(async () => new Empty()),
  getPluginInfo: answering(async () => {
    const info = new PluginInfo();
    info.setVersion("0.0.0");
    return info;
  }),
};

/** AWS errors carry their code as the name, and some of them no message at all. */
function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isNamed = error.name !== "Error" && error.name !== "HoldfastError";
  return isNamed ? `${error.name}: ${error.message}` : error.message;
}
