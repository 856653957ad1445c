import { runtime } from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Archive, Asset } from "../assets";
import { comparable, stateValuesOf, structOf, valuesOf, withoutAssets } from "./wire";

const sig = runtime.specialSigKey;
const structFor = (values: object) => Struct.fromJavaScript(values as never);
const signedText = (text: string, hash: string) => ({ [sig]: runtime.specialAssetSig, hash, text });
const signedArchive = (text: string, hash: string) => ({
  [sig]: runtime.specialArchiveSig,
  hash,
  assets: { "index.js": signedText(text, `${hash}-inner`) },
});
/** As the state gives it back: the content is left out. */
const inState = (hash: string) => ({ [sig]: runtime.specialArchiveSig, hash });

test("a provider works with the content of assets", async () => {
  const { code, page } = await valuesOf(
    structFor({ code: signedArchive("x", "1"), page: signedText("y", "2") }),
  );
  expect((code as Archive).files.get("index.js")?.toString()).toBe("x");
  expect((page as Asset).bytes.toString()).toBe("y");
});

test("an asset of the state that is still the same is known by our own hash, another one by its own", async () => {
  const now = structFor({ code: signedArchive("x", "1") });
  const { code } = (await valuesOf(now)) as { code: Archive };
  expect(await stateValuesOf(structFor({ code: inState("1"), size: 5 }), now)).toEqual({
    code: { $archive: code.hash },
    size: 5,
  });
  expect(await stateValuesOf(structFor({ code: inState("0") }), now)).toEqual({ code: { $archive: "0" } });
});

test("assets are compared by hash, at any depth", () => {
  const before = comparable(structFor({ list: [inState("1")], page: signedText("old text", "2") }));
  expect(before).toEqual({ list: [{ $archive: "1" }], page: { $asset: "2" } });
});

test("outputs are kept without assets, and without what is undefined", () => {
  const values = withoutAssets({ code: inState("1"), arn: "a", none: undefined });
  expect(structOf(values).toJavaScript()).toEqual({ arn: "a" });
});
