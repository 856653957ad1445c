import { named, type Registered, record } from "../testing/record";
import { RegionCertificate, validationOf } from "./certificate";

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new RegionCertificate("tls", {
        zoneId: "Z1",
        failoverName: "events.example.com",
        regionalName: "eu-west-1.events.example.com",
      }),
  );
});

test("one certificate holds both names", () => {
  expect(named(resources, "tls-certificate").inputs).toEqual({
    domainName: "events.example.com",
    subjectAlternativeNames: ["eu-west-1.events.example.com"],
    validationMethod: "DNS",
  });
});

test.each([
  {
    title: "the failover name's proof is shared: it overwrites, and stays when this stack goes",
    record: "tls-validation-failover",
    name: "events.example.com",
    retained: true,
  },
  {
    title: "the regional name's proof goes with the stack",
    record: "tls-validation-regional",
    name: "eu-west-1.events.example.com",
    retained: false,
  },
])("$title", ({ record, name, retained }) => {
  expect(named(resources, record)).toMatchObject({ retainOnDelete: retained, parent: "tls" });
  expect(named(resources, record).inputs).toEqual({
    zoneId: "Z1",
    name: `_proof.${name}`,
    type: "CNAME",
    ttl: 300,
    records: [`_value.${name}`],
    allowOverwrite: true,
  });
});

test("is issued once both names are proven", () => {
  expect(named(resources, "tls-issued").inputs).toEqual({
    certificateArn: "arn:tls-certificate",
    validationRecordFqdns: ["_proof.events.example.com", "_proof.eu-west-1.events.example.com"],
  });
  expect(resources).toHaveLength(5);
});

test("a name that ACM does not ask for is an error", () => {
  expect(() => validationOf([{ domainName: "a" }], "b")).toThrow(
    "HF_CERTIFICATE_NAME: ACM asks for no validation record of b, only of a.",
  );
});
