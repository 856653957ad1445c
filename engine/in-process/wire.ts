/** Between Pulumi's wire format and plain values. */
import { runtime } from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { readArchive, readAsset } from "../assets";
import type { Properties } from "../graph";

interface Signed {
  readonly [key: string]: unknown;
}

/** The values of a request, assets read, and the top-level names under which a secret lies at any depth. */
export async function fromWire(
  struct: Struct | undefined,
): Promise<{ values: Record<string, unknown>; secrets: string[] }> {
  const values: Record<string, unknown> = {};
  const secrets: string[] = [];
  for (const [key, value] of Object.entries((struct?.toJavaScript() ?? {}) as Properties)) {
    const found = { secret: false };
    values[key] = await plainValue(value, found);
    if (found.secret) secrets.push(key);
  }
  return { values, secrets };
}

async function plainValue(value: unknown, found: { secret: boolean }): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => plainValue(item, found)));
  const signed = value as Signed;
  switch (signed[runtime.specialSigKey]) {
    case runtime.specialSecretSig:
      found.secret = true;
      return plainValue(signed.value, found);
    case runtime.specialResourceSig:
      // As Pulumi's engine hands it to a provider: by id, or a component, which has none, by URN.
      return signed.id ?? signed.urn;
    case runtime.specialAssetSig:
      return readAsset(signed);
    case runtime.specialArchiveSig:
      return readArchive(signed, (member) => plainValue(member, found));
    default: {
      const entries = Object.entries(signed).map(
        async ([key, inner]) => [key, await plainValue(inner, found)] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    }
  }
}

/** Ready for an answer: secrets wrapped again, assets left out (the SDK keeps the ones that it sent). */
export function toWire(values: Properties, secrets: Iterable<string> = []): Struct {
  const secret = new Set(secrets);
  const wire: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(JSON.parse(JSON.stringify(values)) as Properties)) {
    if (isAsset(value)) continue;
    wire[key] = secret.has(key) ? { [runtime.specialSigKey]: runtime.specialSecretSig, value } : value;
  }
  return Struct.fromJavaScript(wire as Parameters<typeof Struct.fromJavaScript>[0]);
}

const isAsset = (value: unknown) =>
  typeof value === "object" && value !== null && ("$asset" in value || "$archive" in value);
