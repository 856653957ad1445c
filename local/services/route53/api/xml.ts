/** Route 53's XML, in and out. */
import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { Route53Error } from "./errors";

const NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

/** Elements that repeat: a list of one must stay a list. */
const LISTED = new Set([
  "Change",
  "ResourceRecord",
  "Region",
  "ChildHealthCheck",
  "ResettableElementName",
  "Tag",
  "Key",
  "ResourceId",
]);
/** Lists may be named only inside these; `Region` is a plain value elsewhere (an alarm's). */
const LISTS = new Set([
  "Changes",
  "ResourceRecords",
  "Regions",
  "ChildHealthChecks",
  "ResetElements",
  "AddTags",
  "RemoveTagKeys",
  "ResourceIds",
]);

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false, // "010" is a value, not ten.
  isArray: (name, path) => LISTED.has(name) && LISTS.has(String(path).split(".").at(-2) ?? ""),
});
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  suppressEmptyNode: false,
});

export type XmlValue = string | { readonly [name: string]: XmlValue } | readonly XmlValue[];

/** The content of the document's root, which must be `root`. An empty element is "". */
export function parseXml(body: string, root: string): XmlValue {
  const valid = XMLValidator.validate(body);
  if (valid !== true) throw new Route53Error("InvalidInput", `Invalid XML ; ${valid.err.msg}`);
  const document = parser.parse(body) as Record<string, XmlValue>;
  const content = document[root];
  if (content === undefined)
    throw new Route53Error(
      "InvalidInput",
      `Invalid XML ; expected ${root}, found ${Object.keys(document).join(", ")}`,
    );
  return content;
}

/** What handlers build: nested objects; undefined is left out, arrays repeat their element. */
export type XmlTree =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlTree }
  | readonly XmlTree[];

export const renderXml = (root: string, content: XmlTree): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { "@xmlns": NAMESPACE, ...(pruned(content) as object) } })}`;

function pruned(tree: XmlTree): XmlTree {
  if (Array.isArray(tree)) return tree.map(pruned);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, pruned(value)]),
  );
}
