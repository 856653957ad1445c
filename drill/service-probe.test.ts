import { ServiceProbe } from "./service-probe";

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((later) => setTimeout(later, 5));
};

test("counts what is answered and what is not", async () => {
  const answering = new ServiceProbe(async () => undefined);
  const hanging = new ServiceProbe(() => Promise.reject(new Error("no answer")));
  await until(() => answering.counts.answers > 0 && hanging.counts.timeouts > 0);
  await Promise.all([answering.end(), hanging.end()]);
  expect(answering.counts.timeouts).toBe(0);
  expect(hanging.counts.answers).toBe(0);
});

test("a call that is under way at the end proves nothing", async () => {
  let answer = () => {};
  const probe = new ServiceProbe(() => new Promise<void>((resolve) => (answer = resolve)));
  const ended = probe.end();
  answer();
  await ended;
  expect(probe.counts).toEqual({ answers: 0, timeouts: 0 });
});
