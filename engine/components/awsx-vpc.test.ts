import { UNKNOWN } from "../graph";
import { constructVpc } from "./awsx-vpc";

const isolated = {
  cidrBlock: "10.80.0.0/16",
  natGateways: { strategy: "None" },
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Isolated" }],
};
const { natGateways: _, ...withNat } = isolated;

// Refused before anything is registered, so no engine is needed.
test.each([
  { title: "NAT gateways, which are awsx's default", inputs: withNat, property: "natGateways = undefined" },
  {
    title: "NAT gateways, one in all",
    inputs: { ...isolated, natGateways: { strategy: "Single" } },
    property: 'natGateways = {"strategy":"Single"}',
  },
  {
    title: "another strategy",
    inputs: { ...isolated, subnetStrategy: "Legacy" },
    property: 'subnetStrategy = "Legacy"',
  },
  {
    title: "a public subnet beside the isolated one",
    inputs: { ...isolated, subnetSpecs: [{ type: "Isolated" }, { type: "Public" }] },
    property: "subnetSpecs = ",
  },
  {
    title: "a private subnet",
    inputs: { ...isolated, subnetSpecs: [{ type: "Private" }] },
    property: "subnetSpecs = ",
  },
  {
    title: "a subnet with ranges of its own",
    inputs: { ...isolated, subnetSpecs: [{ type: "Isolated", cidrMask: 24 }] },
    property: "subnetSpecs = ",
  },
  {
    title: "endpoints of awsx's own",
    inputs: { ...isolated, vpcEndpointSpecs: [] },
    property: "vpcEndpointSpecs = []",
  },
  {
    title: "a range that is not known yet",
    inputs: { ...isolated, cidrBlock: UNKNOWN },
    property: "cidrBlock = ",
  },
  {
    title: "zones by name",
    inputs: { ...isolated, availabilityZoneNames: ["a"] },
    property: "availabilityZoneNames",
  },
])("refuses $title", async ({ inputs, property }) => {
  const made = constructVpc({ parent: undefined as never, name: "net", inputs, protect: false });
  await expect(made).rejects.toMatchObject({
    code: "HF_ENGINE_UNSUPPORTED",
    message: expect.stringContaining(`awsx.ec2.Vpc.${property}`),
  });
});
