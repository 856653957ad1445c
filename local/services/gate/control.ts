/** How a drill injects a fault into a gate and reads what passed it. No API of AWS. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { ZodError } from "zod";
import type { AwsProxy } from "./aws-proxy";
import { awsFaultSchema, ingressFaultSchema } from "./fault";
import type { Ingress } from "./ingress";

/** What a request asks for; undefined when there is no such thing. */
async function answerTo(request: IncomingMessage, ingress: Ingress, aws: AwsProxy): Promise<unknown> {
  const { method, url = "/" } = request;
  if (method === "GET" && url === "/counts") return { ingress: ingress.counts, aws: aws.counts };
  if (method === "POST" && url === "/in-flight") return aws.inFlight.take();
  if (method === "GET" && url === "/denied") return aws.denials.list();
  if (method === "GET" && url === "/ingress") return ingress.fault;
  if (method === "PUT" && url === "/ingress") {
    await ingress.set(ingressFaultSchema.parse(await json(request)));
    return ingress.fault;
  }
  const service = /^\/aws\/([^/]+)$/.exec(url)?.[1];
  if (method !== "PUT" || service === undefined) return undefined;
  const fault = awsFaultSchema.parse(await json(request));
  aws.setFault(decodeURIComponent(service), fault);
  return fault;
}

export function createControl(ingress: Ingress, aws: AwsProxy): Server {
  return createServer(async (request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      const answer = await answerTo(request, ingress, aws);
      if (answer === undefined) send(404, { message: `There is no ${request.method} ${request.url} here.` });
      else send(200, answer);
    } catch (error) {
      const isBadInput = error instanceof ZodError || error instanceof SyntaxError;
      send(isBadInput ? 400 : 500, { message: error instanceof Error ? error.message : String(error) });
    }
  });
}
