import { HoldfastError } from "../errors";
import { Interrupted, untilInterrupted } from "./terminal";

beforeEach(() => jest.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

const rollback = new HoldfastError("HF_DEPLOY_ROLLBACK", {
  region: "eu-west-1",
  function: "collect",
  from: "4",
  to: "5",
});

test.each([
  { title: "what ended because of it is no error of its own", ends: new Error("aborted"), says: Interrupted },
  { title: "a rollback that failed is told all the same", ends: rollback, says: rollback },
])("interrupted: $title", async ({ ends, says }) => {
  const run = untilInterrupted(async (signal) => {
    process.emit("SIGINT");
    expect(signal.aborted).toBe(true);
    throw ends;
  });
  await expect(run).rejects.toThrow(says);
});
