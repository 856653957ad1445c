import { evaluatePrefix, formatTimestamp, type PrefixValues } from "./prefix";

/** One object of a stream, named once: a repeated delivery overwrites it instead of adding a twin. */
export interface ObjectNameParts extends PrefixValues {
  readonly prefix: string;
  readonly stream: string;
  /** Begins with 1, plus 1 at each change of the stream's configuration. */
  readonly version: number;
  readonly uuid: string;
  /** With its dot: `.gz` when compressed, unless the stream names another. */
  readonly extension: string;
}

/** `<prefix><stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid><extension>` ("Configure Amazon S3 object name format"). */
export function objectName(parts: ObjectNameParts): string {
  const time = formatTimestamp("yyyy-MM-dd-HH-mm-ss", parts.arrivedAt);
  const suffix = `${parts.stream}-${parts.version}-${time}-${parts.uuid}${parts.extension}`;
  return evaluatePrefix(parts.prefix, parts) + suffix;
}
