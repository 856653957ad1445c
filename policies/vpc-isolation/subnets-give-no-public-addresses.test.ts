import type { GraphResource, Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { subnetsGiveNoPublicAddresses } from "./subnets-give-no-public-addresses";
import { network } from "./testing/network";

const subnet = (props: Properties, unknown: string[] = [], type = "aws:ec2/subnet:Subnet") =>
  resource(type, "one", props, { unknown });
const following = (table: string) =>
  resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "one-to", {
    subnetId: "one-id",
    routeTableId: table,
  });
const wrong = (given: string) => [
  `violation one: one gives a public address to whatever starts in it (${given}), which then stands on the internet. Set it to false.`,
];
const unsure = (what: string) => [
  `undetermined one: one: ${what} is not known before a deployment, or not to this stack.`,
];
const IPV6 = { assignIpv6AddressOnCreation: true };
const DEFAULT = "aws:ec2/defaultSubnet:DefaultSubnet";

test.each<{ title: string; resources: GraphResource[]; says: string[] }>([
  { title: "no addresses", resources: [subnet({ mapPublicIpOnLaunch: false })], says: [] },
  { title: "nothing said", resources: [subnet({})], says: [] },
  {
    title: "addresses",
    resources: [subnet({ mapPublicIpOnLaunch: true })],
    says: wrong("mapPublicIpOnLaunch"),
  },
  { title: "unknown", resources: [subnet({}, ["mapPublicIpOnLaunch"])], says: unsure("mapPublicIpOnLaunch") },
  { title: "a default subnet", resources: [subnet({}, [], DEFAULT)], says: wrong("mapPublicIpOnLaunch") },
  {
    title: "a default subnet that was told",
    resources: [subnet({ mapPublicIpOnLaunch: false }, [], DEFAULT)],
    says: [],
  },
  {
    title: "addresses of IPv6 and an internet gateway",
    resources: [subnet(IPV6), following("public-id")],
    says: wrong("assignIpv6AddressOnCreation"),
  },
  {
    title: "both addresses",
    resources: [subnet({ ...IPV6, mapPublicIpOnLaunch: true }), following("public-id")],
    says: wrong("mapPublicIpOnLaunch, assignIpv6AddressOnCreation"),
  },
  { title: "addresses of IPv6 and no gateway", resources: [subnet(IPV6), following("private-id")], says: [] },
  {
    title: "addresses of IPv6 and an egress-only gateway",
    resources: [
      subnet(IPV6),
      following("six-id"),
      resource("aws:ec2/routeTable:RouteTable", "six", {
        routes: [{ ipv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-1" }],
      }),
    ],
    says: [],
  },
  {
    title: "addresses of IPv6 and a table of another stack",
    resources: [subnet(IPV6), following("rtb-0123456789abcdef0")],
    says: unsure("the route table rtb-0123456789abcdef0, which one-to names,"),
  },
  {
    title: "unknown addresses of IPv6 and an internet gateway",
    resources: [subnet({}, ["assignIpv6AddressOnCreation"]), following("public-id")],
    says: unsure("assignIpv6AddressOnCreation"),
  },
  {
    title: "unknown addresses of IPv6 and no gateway",
    resources: [subnet({}, ["assignIpv6AddressOnCreation"]), following("private-id")],
    says: [],
  },
  {
    title: "no addresses of IPv6",
    resources: [subnet({ assignIpv6AddressOnCreation: false }), following("public-id")],
    says: [],
  },
])("$title", ({ resources, says }) => {
  expectVerdict(subnetsGiveNoPublicAddresses, stackOf(...network, ...resources), says);
});

test("may be excused", () => {
  expect(
    excusing(subnetsGiveNoPublicAddresses, stackOf(subnet({ mapPublicIpOnLaunch: true })), "one"),
  ).toEqual(["excused one"]);
});
