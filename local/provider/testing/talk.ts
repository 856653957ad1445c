/** The other side of a handler's conversation, for tests: answers are given, commands are written down. */
import type { LocalEndpoints, RegionEndpoints } from "../../endpoints";
import { NOT_YET, type Place, type ResourceHandler, type Talk, ToOther } from "../handler";
import { handlerOf } from "../handlers";

/** A region whose services were never started. */
export const regionAt = (address: string, aws: string): RegionEndpoints => ({
  address,
  aws,
  control: { gate: "", firehose: "" },
  postgres: { host: address, port: 5432, caFile: "/ca.pem", passwordFile: "/password", pid: 0 },
});

export const place: Place = {
  region: "eu-west-1",
  accountId: "000000000000",
  name: "thing",
  attempt: "0123456789abcdef",
  endpoints: {
    accountId: "000000000000",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    speed: 10,
    route53: "http://route53",
    control: { route53: "", background: "" },
    dns: { address: "127.0.0.1", port: 0 },
    global: "http://global",
    httpPort: 0,
    regions: {
      "eu-west-1": regionAt("127.0.0.11", "http://eu"),
      "us-west-2": regionAt("127.0.0.12", "http://us"),
    },
  } satisfies LocalEndpoints,
};

/** Each command as [name, input without what is undefined]; each is answered by the next of `answers`, in order. An error
 *  among them is thrown at the handler. */
export function hold<Result>(talk: Talk<Result>, answers: readonly unknown[] = []) {
  const commands: [string, unknown][] = [];
  let waits = 0;
  let given = 0;
  let step = talk.next();
  while (!step.done) {
    if (step.value === NOT_YET) {
      waits += 1;
      step = talk.next();
      continue;
    }
    const command = step.value instanceof ToOther ? step.value.command : step.value;
    commands.push([command.constructor.name, JSON.parse(JSON.stringify(command.input))]);
    const answer = answers[given] ?? {};
    given += 1;
    step = answer instanceof Error ? talk.throw(answer) : talk.next(answer);
  }
  return { commands, waits, result: step.value };
}

/** The handler of a type with its inputs left open. */
// biome-ignore lint/suspicious/noExplicitAny: a table of cases has inputs of every kind.
export const of = (type: string) => handlerOf(type) as ResourceHandler<any>;
