import type { RegionOutcome } from "../operate/deploy";
import { exitCodeOf, outcomesText } from "./deploy";
import { run } from "./index";
import { EXIT_USAGE } from "./usage";

const regions = [{ region: "us-west-2" }, { region: "eu-west-1" }];
const deployed: RegionOutcome = { region: "us-west-2", outcome: "deployed", from: "1", to: "2" };
const unchanged: RegionOutcome = { region: "eu-west-1", outcome: "unchanged", live: "2" };
const rolledBack: RegionOutcome = {
  ...{ region: "eu-west-1", outcome: "rolled-back", from: "1", to: "2", percent: 10 },
  reasons: ["Two canaries failed."],
};
const refused: RegionOutcome = { region: "us-west-2", outcome: "refused", reasons: ["The peer is stopped."] };

test.each([
  {
    title: "both are done",
    outcomes: [deployed, unchanged],
    code: 0,
    text: "DEPLOYED us-west-2: version 2 is live, 1 before.\nUNCHANGED eu-west-1: version 2 is live.",
  },
  {
    title: "the primary was rolled back",
    outcomes: [deployed, rolledBack],
    code: 1,
    text: "DEPLOYED us-west-2: version 2 is live, 1 before.\nROLLED BACK eu-west-1 at 10 %: version 1 is live. Two canaries failed.",
  },
  {
    title: "the standby was refused",
    outcomes: [refused],
    code: 2,
    text: "REFUSED us-west-2: The peer is stopped. No request was moved there; --force deploys all the same.\nNOT TOUCHED eu-west-1.",
  },
])("$title: exit code $code", ({ outcomes, code, text }) => {
  expect(exitCodeOf(outcomes)).toBe(code);
  expect(outcomesText(outcomes, regions)).toBe(text);
});

test.each(["50", "50,10,100", "10,10,100", "0,100", "10,100,200", "many", "10,,100"])(
  "steps %s are a mistake of whoever typed them",
  async (steps) => {
    const said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await run(["deploy", "--steps", steps])).toBe(EXIT_USAGE);
    expect(said.mock.calls.join()).toContain("must be rising percentages that end with 100");
    said.mockRestore();
  },
);
