/** The undeliverable bucket, as replay uses it. */

export interface StoredObject {
  body: Buffer;
  /** `x-amz-meta-*`, names in lower case. */
  metadata: Readonly<Record<string, string | undefined>>;
}

export interface ListedObject {
  key: string;
  /** Milliseconds since 1970. */
  lastModified: number;
}

export interface ObjectStore {
  /** Undefined when it is gone. */
  get(key: string): Promise<StoredObject | undefined>;
  put(key: string, object: StoredObject & { contentType: string }): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** In the order of their keys, from `after` on: the first `max` of them. */
  list(prefix: string, max: number, after: string | undefined): Promise<ListedObject[]>;
  /** What is already gone is deleted. */
  delete(key: string): Promise<void>;
}
