/**
 * Where Pulumi keeps the stacks' state and the key of its secrets, judged from the files alone: whoever must change the standby
 * while the primary's region is gone needs both. Pure.
 */

/** What of a parsed `Pulumi.yaml` counts here ("Pulumi project file reference"). */
export interface ProjectFile {
  readonly backend?: { readonly url?: string };
}

/** What of a parsed `Pulumi.<stack>.yaml` counts here ("Pulumi stack settings file reference"). */
export interface StackStateFile {
  readonly secretsprovider?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * What could not be reached without the primary's region, one sentence each with what to do; empty when nothing is wrong. What
 * lies outside of AWS (Pulumi Cloud, another cloud's store or key, a passphrase) hangs on no region and is not judged.
 * @param stackFiles of the whole pair, by stack.
 * @param backendUrl what stands above the project's file, e.g. PULUMI_BACKEND_URL ("Using a DIY backend").
 */
export function stateProblems(
  projectFile: ProjectFile,
  stackFiles: Readonly<Record<string, StackStateFile>>,
  backendUrl: string | undefined = projectFile.backend?.url,
): string[] {
  const primary = Object.values(stackFiles).find(({ config }) => config?.["holdfast:role"] === "primary");
  const lost = primary?.config?.["aws:region"];
  if (typeof lost !== "string")
    return ["No stack file has the role primary and a region: which region must not be needed is unknown."];
  const keys = Object.entries(stackFiles).flatMap(([stack, { secretsprovider }]) => {
    const key = kmsKeyIn(secretsprovider);
    return key ? [{ stack, ...key }] : [];
  });
  return [
    ...backendProblems(backendUrl, lost),
    ...keys.flatMap((key) => keyProblems(key, lost)),
    ...sharedKeyProblems(keys),
  ];
}

function backendProblems(url: string | undefined, lost: string): string[] {
  if (url === undefined) return [];
  if (url.startsWith("file:"))
    return [
      `The state is in ${url}, on one machine. Keep it where others reach it, e.g. s3://<bucket>?region=<a third region>.`,
    ];
  if (!url.startsWith("s3:") || parameter(url, "endpoint") !== undefined) return [];
  const region = parameter(url, "region");
  if (region === undefined)
    return [
      `The state's URL ${url} names no region, so each machine asks its own. Add ?region=<the bucket's region>.`,
    ];
  return region === lost
    ? [`The state is in ${url}, in the primary's own region. Move it to a third region, or to the standby's.`]
    : [];
}

interface KmsKey {
  readonly url: string;
  readonly region: string | undefined;
  /** A multi-Region key says so by its id; an alias says nothing ("Multi-Region keys in AWS KMS"). */
  readonly multiRegion: boolean;
}

function keyProblems(
  { stack, url, region, multiRegion }: KmsKey & { stack: string },
  lost: string,
): string[] {
  if (region === undefined)
    return [
      `${stack}: the key ${url} names no region, so each machine asks its own. Add ?region=<the key's region>.`,
    ];
  if (region !== lost) return [];
  return [
    multiRegion
      ? `${stack}: the multi-Region key ${url} is named in the primary's own region. Name its replica elsewhere: same id, another ?region=.`
      : `${stack}: the key ${url} lies in the primary's own region and nowhere else that can be seen. Use a multi-Region key (mrk-…), named by its replica elsewhere.`,
  ];
}

/** One region's loss must not take the secrets of both stacks: then neither could be changed. */
function sharedKeyProblems(keys: readonly (KmsKey & { stack: string })[]): string[] {
  const [first, ...others] = keys.filter(({ multiRegion, region }) => !multiRegion && region !== undefined);
  if (first === undefined || others.length === 0) return [];
  return others.every(({ region }) => region === first.region)
    ? [
        `${[first, ...others].map(({ stack }) => stack).join(" and ")} both hang on a key that only ${first.region} is known to have. Use a multi-Region key, named by its id (mrk-…).`,
      ]
    : [];
}

const SCHEME = "awskms://";

/** Undefined when it is no key of KMS's. */
function kmsKeyIn(provider: string | undefined): KmsKey | undefined {
  if (!provider?.startsWith(SCHEME)) return undefined;
  const [id = ""] = provider.slice(SCHEME.length).replace(/^\/+/, "").split("?");
  const [, , , arnRegion] = id.split(":"); // arn:aws:kms:<region>:<account>:key/<id>
  return {
    url: provider,
    region: parameter(provider, "region") ?? arnRegion,
    multiRegion: /(^|:key\/)mrk-/.test(id),
  };
}

const parameter = (url: string, name: string): string | undefined =>
  new URLSearchParams(url.split("?", 2)[1] ?? "").get(name) ?? undefined;
