import { Clients, type ServiceName } from "./clients";
import { place } from "./testing/talk";

const clients = new Clients(place.endpoints);
afterAll(() => clients.close());

const endpointOf = async (service: ServiceName, region: string) => {
  // What the SDK's client holds; the type that callers see has only `send`.
  const { config } = clients.of(service, region) as unknown as {
    config: { endpoint(): Promise<{ hostname: string }>; region(): Promise<string> };
  };
  return `${(await config.endpoint()).hostname} as ${await config.region()}`;
};

test.each([
  { title: "a region's services answer behind its gate", service: "sqs", region: "eu-west-1", is: "eu" },
  { title: "Route 53 is everywhere the same", service: "route53", region: "eu-west-1", is: "route53" },
  { title: "IAM stands behind no gate", service: "iam", region: "eu-west-1", is: "global" },
  {
    title: "an alarm on Route 53's metrics is put in us-east-1, behind no gate",
    service: "cloudwatch",
    region: "us-east-1",
    is: "global",
  },
  { title: "so is its topic", service: "sns", region: "us-east-1", is: "global" },
] as const)("$title", async ({ service, region, is }) => {
  expect(await endpointOf(service, region)).toBe(`${is} as ${region}`);
});

test("a region that does not run here is named", () => {
  expect(() => clients.of("sqs", "ap-southeast-2")).toThrow(/HF_LOCAL_REGION: ap-southeast-2 does not run/);
});
