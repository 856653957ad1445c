/** Why an event is refused: one code and one sentence each, which say what to do. */
import { limits } from "./limits";

export const refusalReasons = {
  client_time_invalid:
    'client_time is neither an RFC 3339 time such as "2025-01-31T12:00:00.000Z" nor whole milliseconds since 1970.',
  depth_exceeded: `properties is nested deeper than ${limits.depthMax} levels.`,
  event_id_invalid: `event_id is not a string of 1 to ${limits.idCharactersMax} visible ASCII characters.`,
  event_name_invalid: `event_name is not a string of 1 to ${limits.nameCharactersMax} characters without control characters.`,
  event_name_reserved:
    'Names that start with "holdfast." are kept for the system itself. Choose another event_name.',
  event_not_object: "The event is not a JSON object.",
  event_too_large: `The event is larger than ${limits.recordBytesMax} bytes once it is stored.`,
  field_unknown: "The event has a field that no event has. Put it into properties.",
  key_too_long: `A key in properties is longer than ${limits.keyCharactersMax} characters.`,
  number_unsafe: "A number is outside of ±(2^53 − 1), where digits get lost. Send it as a string.",
  properties_invalid: "properties is not a JSON object.",
  tenant_invalid: `tenant is not 1 to ${limits.tenantCharactersMax} letters, digits, dots, hyphens or underscores.`,
  url_invalid: `url is not a string of at most ${limits.urlCharactersMax} characters.`,
  visitor_id_invalid: `visitor_id is not a string of 1 to ${limits.idCharactersMax} visible ASCII characters.`,
} as const;

export type RefusalCode = keyof typeof refusalReasons;

/** The event at `index` of the body was not taken, and never will be as it is. */
export interface Refusal {
  index: number;
  code: RefusalCode;
  reason: string;
}

export const refusal = (index: number, code: RefusalCode): Refusal => ({
  index,
  code,
  reason: refusalReasons[code],
});
