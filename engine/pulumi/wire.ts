/** Properties as Pulumi's engine sends them to a provider: plain values, but for assets, which are signed objects. */
import { runtime } from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Archive, Asset } from "../assets";
import { fromWire } from "../in-process/wire";

export type Wire = Record<string, unknown>;

/** As it came: unknowns are their sentinel, assets their signed objects. */
export const rawOf = (struct: Struct | undefined): Wire => (struct?.toJavaScript() ?? {}) as Wire;

export const structOf = (values: Wire): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Parameters<typeof Struct.fromJavaScript>[0]);

/** What a provider works with: assets read. */
export const valuesOf = async (struct: Struct | undefined): Promise<Wire> => (await fromWire(struct)).values;

/**
 * What the state holds, where an asset is its hash alone.
 * @param now properties whose assets may still be the same: then they are known by our own hash, too
 */
export async function stateValuesOf(struct: Struct | undefined, now?: Struct): Promise<Wire> {
  const known = new Map<string, string>();
  if (now) {
    const values = await valuesOf(now);
    for (const [name, signed] of Object.entries(rawOf(now))) {
      const value = values[name];
      const hash = hashOf(signed);
      if (hash && (value instanceof Archive || value instanceof Asset)) known.set(hash, value.hash);
    }
  }
  return mapAssets(rawOf(struct), (kind, hash) => ({ [kind]: known.get(hash) ?? hash })) as Wire;
}

/** For comparisons: an asset is the hash that the engine gave it. */
export const comparable = (struct: Struct | undefined): Wire =>
  mapAssets(rawOf(struct), (kind, hash) => ({ [kind]: hash })) as Wire;

/** Without assets at the top: the state holds them among the inputs, and each step of a run writes all of it. */
export const withoutAssets = (values: Wire): Wire =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => hashOf(value) === undefined));

type AssetKind = "$asset" | "$archive";

function mapAssets(value: unknown, make: (kind: AssetKind, hash: string) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapAssets(item, make));
  const hash = hashOf(value);
  if (hash !== undefined) return make(isArchive(value) ? "$archive" : "$asset", hash);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapAssets(inner, make)]));
}

function hashOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { [runtime.specialSigKey]: signature, hash } = value as Wire;
  const isAsset = signature === runtime.specialAssetSig || signature === runtime.specialArchiveSig;
  return isAsset ? String(hash) : undefined;
}

const isArchive = (value: object) => (value as Wire)[runtime.specialSigKey] === runtime.specialArchiveSig;
