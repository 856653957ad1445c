/** One line of a combined-format access log ("Log Files", Apache HTTP Server) → what was viewed, when, by whom. */
export interface LoggedRequest {
  readonly address: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly method: string;
  /** The request's target as logged: a path with its query, mostly. */
  readonly target: string;
  readonly status: number;
  /** Absent where the log says "-". */
  readonly referrer?: string;
  readonly agent?: string;
}

/** Why a line cannot become an event: a value, since real logs hold such lines. */
export type SkipReason =
  | "the line is empty"
  | "the line is not in combined format"
  | "a quoted field is not closed"
  | "the time is not a time"
  | "the request is not an HTTP request";

export type ParsedLine = { readonly request: LoggedRequest } | { readonly skipped: SkipReason };

/** What a quoted field may hold: a quote and a backslash inside it are escaped by the server. */
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
// A user's name may hold spaces, and any field a character that `.` takes for a line's end. Fields after the agent are custom additions, so they do not matter.
const COMBINED = new RegExp(
  String.raw`^(\S+) (\S+) (.+?) \[([^\]]*)\] ${QUOTED} (\d{3}) (\d+|-) ${QUOTED} ${QUOTED}(?:\s.*)?$`,
  "s",
);
/** The same up to the first quoted field that never ends. */
const CUT = new RegExp(
  String.raw`^\S+ \S+ .+? \[[^\]]*\] (?:${QUOTED} \d{3} (?:\d+|-) (?:${QUOTED} )?)?"(?:[^"\\]|\\.)*\\?$`,
  "s",
);
// HTTP/0.9 requests have no version.
const REQUEST = /^([A-Z][A-Z_-]*) (\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/s;
const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function parseLine(line: string): ParsedLine {
  if (line.trim() === "") return { skipped: "the line is empty" };
  const fields = COMBINED.exec(line.trimEnd());
  if (!fields)
    return {
      skipped: CUT.test(line) ? "a quoted field is not closed" : "the line is not in combined format",
    };
  const [, address, , , loggedTime, quotedRequest, status, , referrer, agent] = fields as unknown as string[];
  const time = isoTime(loggedTime as string);
  if (time === undefined) return { skipped: "the time is not a time" };
  const request = REQUEST.exec(unescapeField(quotedRequest as string));
  if (!request) return { skipped: "the request is not an HTTP request" };
  return {
    request: {
      address: address as string,
      time,
      method: request[1] as string,
      target: request[2] as string,
      status: Number(status),
      ...present("referrer", referrer as string),
      ...present("agent", agent as string),
    },
  };
}

function present<Key extends string>(key: Key, field: string): Partial<Record<Key, string>> {
  return field === "-" || field === "" ? {} : ({ [key]: unescapeField(field) } as Record<Key, string>);
}

/** Undoes only what keeps a field inside its quotes: `\xhh` stays, since nothing says which charset it was. */
const unescapeField = (field: string): string => field.replace(/\\(["\\])/g, "$1");

/** `17/May/2015:10:05:03 +0000` → `2015-05-17T10:05:03.000Z`; undefined for a day that does not exist. */
function isoTime(logged: string): string | undefined {
  const parts = TIME.exec(logged);
  if (!parts) return undefined;
  const [, day, monthName, year, clock, hours, minutes] = parts;
  const month = String(MONTHS.indexOf(monthName as string) + 1).padStart(2, "0");
  const local = Date.parse(`${year}-${month}-${day}T${clock}Z`);
  const date = new Date(Date.parse(`${year}-${month}-${day}T${clock}${hours}:${minutes}`));
  // Date.parse takes 31 February for 3 March.
  const exists = new Date(local).getUTCDate() === Number(day);
  return Number.isNaN(date.getTime()) || !exists ? undefined : date.toISOString();
}
