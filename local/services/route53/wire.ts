/** DNS messages: a question's bytes in, an answer's bytes out (RFC 1035, RFC 6891). No I/O; never throws. */
import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  type Question,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
  type Answer as WireRecord,
} from "dns-packet";
import type { Answer, AnswerRecord } from "./model/answer";

export type Resolve = (name: string, type: string, recurse: boolean) => Answer;

export interface RespondOptions {
  readonly resolve: Resolve;
  readonly speed: number;
  readonly transport: "udp" | "tcp";
  readonly log: (problem: string) => void;
}

const CODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
const HEADER_BYTES = 12;
/** What a client takes over UDP unless it says otherwise by EDNS, and what we send at most. */
const UDP_BYTES = { plain: 512, max: 1_232 } as const;
/** How long a resolver may remember that a name or type is missing: Route 53's own SOA says 900 and 86400. */
const SOA_TTL_SECONDS = 900;

/** The answer to a message, or undefined when there is nobody to answer: it is no question. */
export function respond(message: Buffer, options: RespondOptions): Buffer | undefined {
  if (message.length < HEADER_BYTES || (message[2] as number) >= 0x80) return undefined;
  if (((message[2] as number) >> 3) & 0xf) return bare(message, CODES.NOTIMP);
  let packet: Packet;
  try {
    packet = decode(message);
  } catch {
    return bare(message, CODES.FORMERR);
  }
  const [question, another] = packet.questions ?? [];
  if (question === undefined || another !== undefined) return bare(message, CODES.FORMERR);
  try {
    return answerTo(packet, question, options);
  } catch (error) {
    options.log(
      `DNS question ${question.name} ${question.type}: ${error instanceof Error ? error.message : error}`,
    );
    return bare(message, CODES.SERVFAIL);
  }
}

function answerTo(packet: Packet, question: Question, options: RespondOptions): Buffer {
  const recurse = ((packet.flags ?? 0) & RECURSION_DESIRED) !== 0;
  const known = question.class === "IN" && String(question.type) !== "ANY";
  const found: Answer = known
    ? options.resolve(question.name, question.type, recurse)
    : { code: "REFUSED", records: [] };
  if (found.problem !== undefined)
    options.log(`DNS question ${question.name} ${question.type}: ${found.problem}`);
  const edns = packet.additionals?.find((record) => record.type === "OPT");
  const flags =
    (recurse ? RECURSION_DESIRED | RECURSION_AVAILABLE : 0) |
    (found.code === "REFUSED" ? 0 : AUTHORITATIVE_ANSWER) |
    CODES[found.code];
  const response: Packet = {
    type: "response",
    id: packet.id,
    flags,
    questions: [question],
    answers: found.records.map((record) => toWire(record, question.name, options.speed)),
    authorities: negative(found, question.type) ? soaOf(found, options.speed) : [],
    // An answer to EDNS carries EDNS (RFC 6891, 6.1.1).
    additionals: edns === undefined ? [] : [emptyOpt()],
  };
  const bytes = encode(response);
  const offered = edns?.type === "OPT" ? edns.udpPayloadSize : UDP_BYTES.plain;
  const fits = Math.min(Math.max(offered, UDP_BYTES.plain), UDP_BYTES.max);
  if (options.transport === "tcp" || bytes.length <= fits) return bytes;
  return encode({ ...response, flags: flags | TRUNCATED_RESPONSE, answers: [], authorities: [] });
}

/** Nothing of the type asked for: the zone's SOA says for how long (RFC 2308). */
const negative = ({ code, records, zone }: Answer, type: string): boolean =>
  zone !== undefined &&
  (code === "NXDOMAIN" || (code === "NOERROR" && !records.some((record) => record.type === type)));

function soaOf({ zone }: Answer, speed: number): WireRecord[] {
  const soa = zone?.records.find(({ type, name }) => type === "SOA" && name === zone.name);
  const value = soa?.values?.[0];
  if (soa === undefined || value === undefined) return [];
  return [
    toWire(
      { name: soa.name, type: "SOA", ttl: Math.min(soa.ttl ?? 0, SOA_TTL_SECONDS), value },
      soa.name,
      speed,
    ),
  ];
}

/** The TTL is a wait, so it is compressed; what a client counts is whole seconds, at least one. */
export const compressedTtl = (ttl: number, speed: number): number =>
  ttl === 0 ? 0 : Math.max(1, Math.ceil(ttl / speed));

function toWire(record: AnswerRecord, asked: string, speed: number): WireRecord {
  const unrooted = (name: string) => name.replace(/\.$/, "");
  // The asker's own spelling comes back: some resolvers check its case.
  const name = unrooted(record.name) === unrooted(asked.toLowerCase()) ? asked : unrooted(record.name);
  const base = { name, ttl: compressedTtl(record.ttl, speed), class: "IN" as const };
  const words = record.value.split(/\s+/);
  switch (record.type) {
    case "A":
    case "AAAA":
      return { ...base, type: record.type, data: record.value };
    case "CNAME":
    case "NS":
    case "PTR":
      return { ...base, type: record.type, data: unrooted(record.value) };
    case "TXT":
      return {
        ...base,
        type: "TXT",
        data: [...record.value.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text = ""]) =>
          text.replace(/\\(.)/gs, "$1"),
        ),
      };
    case "MX":
      return {
        ...base,
        type: "MX",
        data: { preference: Number(words[0]), exchange: unrooted(words[1] ?? "") },
      };
    case "SRV": {
      const [priority, weight, port] = words.map(Number);
      return {
        ...base,
        type: "SRV",
        data: { priority, weight, port: port ?? 0, target: unrooted(words[3] ?? "") },
      };
    }
    case "CAA":
      return {
        ...base,
        type: "CAA",
        data: {
          flags: Number(words[0]),
          tag: words[1] as "issue",
          value: (words[2] ?? "").replaceAll('"', ""),
        },
      };
    case "SOA": {
      const [serial, refresh, retry, expire, minimum] = words.slice(2).map(Number);
      return {
        ...base,
        type: "SOA",
        data: {
          mname: unrooted(words[0] ?? ""),
          rname: unrooted(words[1] ?? ""),
          serial,
          refresh,
          retry,
          expire,
          minimum,
        },
      };
    }
    default:
      throw new Error(`records of type ${record.type} cannot be answered here`);
  }
}

const emptyOpt = (): WireRecord => ({
  type: "OPT",
  name: ".",
  udpPayloadSize: UDP_BYTES.max,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
});

/** A header with a code and nothing else: what can be said to a message that could not be read. */
function bare(message: Buffer, code: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  message.copy(header, 0, 0, 2);
  const opcodeAndRecursion = (message[2] as number) & 0b0111_1001;
  header.writeUInt8(0x80 | opcodeAndRecursion, 2);
  header.writeUInt8(code, 3);
  return header;
}
