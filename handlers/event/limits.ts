/** What an event, and a body of events, may be at most. */

const kibibyte = 1_024;

export const limits = {
  /** A body's bytes, before and after decompression. Far under what HTTP APIs (10 MB) and Lambda (6 MB) let through. */
  bodyBytesMax: 1_024 * kibibyte,
  /** Events in one body. */
  eventsMax: 500,
  /** Objects and arrays inside each other, `properties` itself being the first. */
  depthMax: 10,
  /** Characters of a key anywhere in `properties`. */
  keyCharactersMax: 128,
  nameCharactersMax: 128,
  /** Characters of `event_id` and of `visitor_id`. */
  idCharactersMax: 128,
  tenantCharactersMax: 64,
  urlCharactersMax: 8_192,
  /** Characters of the user agent that are kept. */
  userAgentCharactersMax: 512,
  /** An event's line, newline included: what one Firehose record holds, before base64 ("Amazon Data Firehose Quota"). */
  recordBytesMax: 1_000 * kibibyte,
} as const;
