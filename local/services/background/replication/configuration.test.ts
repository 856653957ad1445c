import { answerXml, coveringPrefixes, parseConfiguration, ruleFor } from "./configuration";

interface RuleParts {
  filter?: string;
  more?: string;
  status?: string;
  bucket?: string;
  destination?: string;
}
const rule = ({ filter, more = "", status = "Enabled", bucket = "us", destination = "" }: RuleParts = {}) =>
  `<Rule>${filter === undefined ? "" : `<Filter>${filter}</Filter>`}${more}<Status>${status}</Status>` +
  `<Destination><Bucket>arn:aws:s3:::${bucket}</Bucket>${destination}</Destination></Rule>`;
const v2 =
  "<Priority>1</Priority><DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>";
const of = (...rules: string[]) =>
  `<ReplicationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Role>role</Role>${rules.join("")}</ReplicationConfiguration>`;

test.each([
  { title: "a prefix in a filter", xml: rule({ filter: "<Prefix>e/</Prefix>", more: v2 }), prefix: "e/" },
  { title: "an empty filter", xml: rule({ filter: "", more: v2 }), prefix: "" },
  { title: "the older form", xml: rule({ more: "<Prefix>e/</Prefix>" }), prefix: "e/" },
  {
    title: "a prefix that looks like a number",
    xml: rule({ filter: "<Prefix>0012</Prefix>", more: v2 }),
    prefix: "0012",
  },
])("reads $title", ({ xml, prefix }) => {
  const { roleArn, rules } = parseConfiguration(of(xml));
  expect(roleArn).toBe("role");
  expect(rules).toMatchObject([
    { prefix, enabled: true, destinationBucket: "us", destinationAccount: undefined },
  ]);
});

test.each([
  { title: "no XML", xml: "role", code: "MalformedXML" },
  { title: "an open element", xml: "<ReplicationConfiguration>", code: "MalformedXML" },
  { title: "no rule", xml: of(), code: "MalformedXML" },
  { title: "a status that is none", xml: of(rule({ status: "On" })), code: "MalformedXML" },
  { title: "a filter without priority", xml: of(rule({ filter: "" })), code: "InvalidRequest" },
  {
    title: "a filter that is silent on delete markers",
    xml: of(rule({ filter: "", more: "<Priority>1</Priority>" })),
    code: "InvalidRequest",
  },
  { title: "tags", xml: of(rule({ filter: "<Tag><Key>a</Key></Tag>", more: v2 })), code: "NotImplemented" },
  {
    title: "existing objects",
    xml: of(
      rule({ more: "<ExistingObjectReplication><Status>Enabled</Status></ExistingObjectReplication>" }),
    ),
    code: "NotImplemented",
  },
  {
    title: "a change of owner",
    xml: of(
      rule({
        destination: "<AccessControlTranslation><Owner>Destination</Owner></AccessControlTranslation>",
      }),
    ),
    code: "NotImplemented",
  },
  { title: "two destinations", xml: of(rule(), rule({ bucket: "other" })), code: "NotImplemented" },
])("refuses $title", ({ xml, code }) => {
  expect(() => parseConfiguration(xml)).toThrow(expect.objectContaining({ code }));
});

test("answers what it read, with an id where none was given", () => {
  const read = parseConfiguration(of(rule({ filter: "<Prefix>e/</Prefix>", more: v2 })));
  const again = parseConfiguration(answerXml(read));
  expect(again).toEqual(read);
  expect(read.rules[0]?.id).not.toBe("");
});

const prefixed = (prefix: string, priority: number, status = "Enabled") =>
  rule({
    filter: `<Prefix>${prefix}</Prefix>`,
    more: `<ID>${prefix}</ID>${v2.replace("1", String(priority))}`,
    status,
  });

test("the rule with the highest priority that is enabled and matches decides", () => {
  const read = parseConfiguration(
    of(prefixed("a/", 1), prefixed("a/b/", 2), prefixed("a/b/c/", 3, "Disabled")),
  );
  expect(ruleFor(read, "a/b/c/d")?.id).toBe("a/b/");
  expect(ruleFor(read, "a/d")?.id).toBe("a/");
  expect(ruleFor(read, "b")).toBeUndefined();
  expect(coveringPrefixes(read)).toEqual(["a/"]);
});
