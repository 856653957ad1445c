/** A log's events as two lakes may bring them at their worst: shuffled, each three times, a third of them two days late. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Envelope, envelopeOf, lineOf } from "../../handlers/event/envelope";
import { type DrillEvent, drillEvents } from "../input";
import { type Random, randomFor } from "../random";

const COPIES = 3;
const OBJECT_LINES = 500;
const LATE_MS = 2 * 86_400_000;
const REGIONS = ["eu-west-1", "us-west-2"];

/** Objects by key, in an order that has nothing to do with time. */
export async function lateLake(log: string, seed: number, receivedAt: number): Promise<Map<string, Buffer>> {
  const random = randomFor(seed, "late lake");
  const lines: string[] = [];
  let number = 0;
  for await (const event of drillEvents({ drillId: "late", seed, file: log })) {
    number += 1;
    // Copies differ in where and when they were taken; those of every third event are late as a whole.
    const at = receivedAt + number * 10 + (number % 3 === 0 ? LATE_MS : 0);
    for (let copy = 0; copy < COPIES; copy += 1) lines.push(lineOf(taken(event, at + copy * 60_000, random)));
  }
  shuffle(lines, random);
  const objects = new Map<string, Buffer>();
  for (let first = 0; first < lines.length; first += OBJECT_LINES) {
    const body = gzipSync(`${lines.slice(first, first + OBJECT_LINES).join("\n")}\n`);
    const name = createHash("sha256").update(body).digest("hex").slice(0, 16);
    objects.set(`events/region=${regionFor(random)}/2026/11/21/10/${name}.gz`, body);
  }
  return objects;
}

const taken = ({ properties, ...event }: DrillEvent, at: number, random: Random): Envelope =>
  envelopeOf(
    { ...event, tenant: null, properties },
    {
      protocol: random() < 0.2 ? "pixel" : "events",
      receivedAt: new Date(at).toISOString(),
      region: regionFor(random),
      build: "b1",
      ip: null,
      userAgent: null,
    },
  );

const regionFor = (random: Random): string => REGIONS[Math.floor(random() * REGIONS.length)] as string;

/** Fisher and Yates. */
function shuffle(lines: string[], random: Random): void {
  for (let last = lines.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [lines[last], lines[other]] = [lines[other] as string, lines[last] as string];
  }
}
