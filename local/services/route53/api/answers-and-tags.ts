/** TestDNSAnswer, and the tags of zones and health checks. */
import { canonical } from "../model/names";
import { type Context, checkById, zoneById } from "./context";
import { Route53Error } from "./errors";
import type { Request, Response, Routes } from "./router";
import { parseXml, type XmlTree } from "./xml";

/** A resource's tags ("ChangeTagsForResource"). */
const TAGS_MAX = 10;

export const answerAndTagRoutes = (context: Context): Routes => ({
  "GET /2013-04-01/testdnsanswer": (request) => testAnswer(context, request),
  "POST /2013-04-01/tags/{type}/{id}": (request) => changeTags(context, request),
  "GET /2013-04-01/tags/{type}/{id}": ({ path }) => ({
    root: "ListTagsForResourceResponse",
    content: { ResourceTagSet: tagSet(context, path.type as string, path.id as string) },
  }),
  "POST /2013-04-01/tags/{type}": ({ path, body }) => {
    const { ResourceIds } = parseXml(body, "ListTagsForResourcesRequest") as {
      ResourceIds?: { ResourceId?: string[] };
    };
    const sets = (ResourceIds?.ResourceId ?? []).map((id) => tagSet(context, path.type as string, id));
    return { root: "ListTagsForResourcesResponse", content: { ResourceTagSets: { ResourceTagSet: sets } } };
  },
});

/** What this zone answers now, a name's own records only, as on AWS: a CNAME is not followed. */
function testAnswer(context: Context, { query }: Request): Response {
  const zone = zoneById(context, query.get("hostedzoneid") ?? "");
  const name = canonical(query.get("recordname") ?? "");
  const type = query.get("recordtype") ?? "";
  const { code, records } = context.answer(name, type);
  const own = records.filter((record) => record.name === name);
  return {
    root: "TestDNSAnswerResponse",
    content: {
      Nameserver: "ns-1.awsdns-01.org",
      RecordName: name.replace(/\.$/, ""),
      RecordType: own[0]?.type ?? type,
      RecordData: { RecordDataEntry: own.map(({ value }) => value.replace(/\.$/, "")) },
      ResponseCode: name.endsWith(zone.name) ? code : "REFUSED",
      Protocol: "UDP",
    },
  };
}

function changeTags(context: Context, { path, body }: Request): Response {
  const { type, id } = existing(context, path.type as string, path.id as string);
  const input = parseXml(body, "ChangeTagsForResourceRequest") as {
    AddTags?: { Tag?: { Key: string; Value?: string }[] };
    RemoveTagKeys?: { Key?: string[] };
  };
  const tags = { ...context.store.tags[`${type}/${id}`] };
  for (const key of input.RemoveTagKeys?.Key ?? []) delete tags[key];
  for (const { Key, Value = "" } of input.AddTags?.Tag ?? []) tags[Key] = Value;
  if (Object.keys(tags).length > TAGS_MAX)
    throw new Route53Error("InvalidInput", `A resource has at most ${TAGS_MAX} tags.`);
  context.store.tags[`${type}/${id}`] = tags;
  context.store.save();
  return { root: "ChangeTagsForResourceResponse", content: {} };
}

function tagSet(context: Context, resourceType: string, resourceId: string): XmlTree {
  const { type, id } = existing(context, resourceType, resourceId);
  const tags = Object.entries(context.store.tags[`${type}/${id}`] ?? {});
  return { ResourceType: type, ResourceId: id, Tags: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } };
}

function existing(context: Context, type: string, id: string): { type: string; id: string } {
  if (type === "hostedzone") return { type, id: zoneById(context, id).id };
  if (type === "healthcheck") return { type, id: checkById(context, id).id };
  throw new Route53Error("InvalidInput", `ResourceType must be healthcheck or hostedzone, not ${type}.`);
}
