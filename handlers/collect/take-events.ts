/** What a client sent → lines to deliver, and a reason for each event that is not among them. Pure, but for new ids. */
import { type ClientEvent, parseClientEvent } from "../event/client-event";
import { type Circumstances, envelopeOf, lineOf } from "../event/envelope";
import { contentId } from "../event/event-id";
import { fitsRecord } from "../event/pack";
import { type Refusal, refusal } from "../event/refusal";

export interface TakenEvents {
  lines: string[];
  refused: Refusal[];
}

export interface Taking {
  known: Circumstances;
  /** The visitor seen in the request's cookie, for events that name none. */
  visitor: string | null;
  /** The visitor asked not to be followed: no event names one, not even its own. */
  isPrivate: boolean;
  randomId(): string;
}

export function takeEvents(values: readonly unknown[], taking: Taking): TakenEvents {
  const taken: TakenEvents = { lines: [], refused: [] };
  const seen = new Map<string, number>();
  values.forEach((value, index) => {
    const event = parseClientEvent(value);
    if (typeof event === "string") {
      taken.refused.push(refusal(index, event));
      return;
    }
    const ours = { ...event, visitor_id: taking.isPrivate ? null : (event.visitor_id ?? taking.visitor) };
    const line = lineOf(envelopeOf({ ...ours, event_id: idOf(ours, taking, seen) }, taking.known));
    if (fitsRecord(line)) taken.lines.push(line);
    else taken.refused.push(refusal(index, "event_too_large"));
  });
  return taken;
}

/** The client's own; else the content's, where a time and a sender make it one of a kind; else a new one. */
function idOf(event: ClientEvent, { known, randomId }: Taking, seen: Map<string, number>): string {
  const { event_id, client_time } = event;
  if (event_id !== null) return event_id;
  if (client_time === null || (event.visitor_id === null && known.ip === null)) return randomId();
  const timed = { ...event, client_time };
  const first = contentId(timed, known, 0);
  const nth = seen.get(first) ?? 0;
  seen.set(first, nth + 1);
  return nth === 0 ? first : contentId(timed, known, nth);
}
