import fc from "fast-check";
import { arrived, change, newest, propagated } from "./propagation";

const steps = fc.array(fc.record({ after: fc.nat(50), value: fc.integer() }), { maxLength: 50 });

test("what is seen is the last value that was set a delay ago or longer, however rarely one looks", () => {
  fc.assert(
    fc.property(steps, fc.nat(100), fc.array(fc.nat(3_000)), (changes, delay, looks) => {
      let now = 0;
      let state = propagated(-1);
      const history: { at: number; value: number }[] = [];
      for (const { after, value } of changes) {
        now += after;
        state = change(state, value, now, delay);
        history.push({ at: now, value });
      }
      expect(newest(state)).toBe(history.at(-1)?.value ?? -1);
      for (const look of looks.sort((one, other) => one - other)) {
        state = arrived(state, look);
        const due = history.filter(({ at }) => at + delay <= look);
        expect(state.seen).toBe(due.at(-1)?.value ?? -1);
      }
      state = arrived(state, now + delay);
      expect(state).toEqual({ seen: newest(state), pending: [] });
    }),
  );
});

test("a later change never overtakes an earlier one, even when the delay has become shorter", () => {
  const state = change(change(propagated("a"), "b", 0, 100), "c", 10, 0);
  expect(state.pending).toEqual([
    { at: 100, value: "b" },
    { at: 100, value: "c" },
  ]);
  expect(arrived(state, 99).seen).toBe("a");
  expect(arrived(state, 100).seen).toBe("c");
});
