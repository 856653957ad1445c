/** The promise that all else is for: what was acknowledged lies somewhere that outlives this function. */
import fc from "fast-check";
import { anyFaults } from "../testing/arbitrary";
import { collectWith, pixel, post } from "../testing/collecting";

const idsIn = (text: string): string[] =>
  text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).event_id as string]));

/** Large enough that a batch of a few needs several records. */
const anyEvents = fc.array(fc.constantFrom(10, 1_000, 300_000), { minLength: 1, maxLength: 6 });

test("2xx is answered only when every event that it accepts was taken somewhere", async () => {
  await fc.assert(
    fc.asyncProperty(anyEvents, anyFaults, anyFaults, async (sizes, faults, s3) => {
      const { collect, firehose, here, peer } = collectWith({ faults, s3 });
      const taken = () => new Set(idsIn(firehose.accepted.join("") + here.text + peer.text));
      const events = sizes.map((size, index) => {
        return { event_id: `e${index}`, event_name: "a", properties: { p: "x".repeat(size) } };
      });
      const acknowledged: string[] = [];
      const body = await collect(post(events));
      if (body.statusCode === 200) acknowledged.push(...events.map(({ event_id }) => event_id));
      else expect([413, 503]).toContain(body.statusCode);
      const image = await collect(pixel("event_id=p1"));
      if (image.statusCode === 200) acknowledged.push("p1");
      else expect(image.statusCode).toBe(503);
      expect(acknowledged.filter((id) => !taken().has(id))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
