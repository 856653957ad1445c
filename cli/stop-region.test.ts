import { Pair } from "../operate/pair";
import { exampleOutputs } from "../operate/testing/outputs";
import { run } from "./index";
import { summary } from "./stop-region";
import { EXIT_USAGE } from "./usage";

const aws = {
  target: "aws" as const,
  dataDir: ".holdfast/local",
  stacks: ["prod-eu", "prod-us"] as [string, string],
};
const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")]);

test.each([
  {
    title: "a stopped primary",
    region: pair.primary,
    isResume: false,
    followed: "seen" as const,
    says: [
      "eu-west-1 is stopped.",
      "Clients go to us-west-2 as their DNS answers run out. Give them back: npm run stop-region -- --target aws --region eu-west-1 --resume",
    ],
  },
  {
    title: "a stopped standby",
    region: pair.standby,
    isResume: false,
    followed: "unknown" as const,
    says: [
      "us-west-2 is stopped.",
      "eu-west-1 has no standby until: npm run stop-region -- --target aws --region us-west-2 --resume",
    ],
  },
  {
    title: "a stop that nobody has seen yet",
    region: pair.primary,
    isResume: false,
    followed: "unseen" as const,
    says: [
      "eu-west-1 is stopped.",
      "Route 53's checkers do not show it yet. Look again: npm run status -- --target aws. Is routing.followStop true?",
    ],
  },
  {
    title: "a primary that may have its clients again",
    region: pair.primary,
    isResume: true,
    followed: "seen" as const,
    says: [
      "eu-west-1 is not stopped.",
      "Once its own health check is healthy, clients come back to it within the TTL, without an error.",
    ],
  },
  {
    title: "a standby that may take over again",
    region: pair.standby,
    isResume: true,
    followed: "seen" as const,
    says: ["us-west-2 is not stopped.", "It takes the clients of eu-west-1 again should that one fail."],
  },
])("the last lines say what is so and what comes next: $title", ({ region, isResume, followed, says }) => {
  expect(summary(pair, region, followed, { ...aws, resume: isResume })).toBe(`${says.join("\n")}\n`);
});

test.each([
  { over: { target: "local" as const }, typed: "--target local" },
  {
    over: { target: "local" as const, dataDir: "/tmp/pair-2" },
    typed: "--target local --data-dir /tmp/pair-2",
  },
  {
    over: { target: "local" as const, dataDir: "Ann's pair" },
    typed: "--target local --data-dir 'Ann'\\''s pair'",
  },
  { over: { stacks: ["a-eu", "a-us"] as [string, string] }, typed: "--target aws --stacks a-eu,a-us" },
])("what it says to type leads to the same pair: $typed", ({ over, typed }) => {
  const options = { ...aws, ...over, resume: false };
  expect(summary(pair, pair.primary, "seen", options)).toContain(
    `: npm run stop-region -- ${typed} --region eu-west-1 --resume\n`,
  );
  expect(summary(pair, pair.primary, "unseen", options)).toContain(`: npm run status -- ${typed}. Is`);
});

test("without a region it is a mistake of usage", async () => {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await run(["stop-region"])).toBe(EXIT_USAGE);
  expect(stderr.mock.calls.join("")).toContain("--region <region>");
  stderr.mockRestore();
});
