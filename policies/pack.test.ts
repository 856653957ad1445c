import { policiesOf } from "./pack";
import { numberOf } from "./parameters";
import { type Rule, undetermined, violation } from "./rule";
import { analyze } from "./testing/analyzer";
import { resource } from "./testing/stack";

const QUEUE = "aws:sqs/queue:Queue";
const rule: Rule = {
  name: "short-queue",
  demands: "Queues are short.",
  why: "Because.",
  breaks: "Nothing.",
  mend: "Shorten it.",
  meets: [],
  severity: "high",
  scope: "stack",
  parameters: { most: { type: "integer", default: 5, minimum: 1, description: "The longest." } },
  judge: (graph, parameters) =>
    graph.ofType(QUEUE).flatMap((queue) => {
      const length = queue.get("length");
      if (typeof length === "symbol") return undetermined(queue, "length");
      return Number(length) > numberOf(parameters, "most")
        ? violation(queue, `${queue.name} is ${length} long.`)
        : [];
    }),
};
const failing: Rule = {
  ...rule,
  name: "failing",
  judge: () => {
    throw new Error("a fault");
  },
};
const pair: Rule = { ...rule, name: "twins", scope: "pair", judge: () => [] };
const urn = (name: string) => `urn:pulumi:test::specs::${QUEUE}::${name}`;
const queue = (name: string, length: number, tags = {}) => resource(QUEUE, name, { length, tags });
const late = resource(QUEUE, "late", {}, { unknown: ["length"] });

test("a rule becomes a mandatory policy, with its parameters and its excuses to be configured", () => {
  const [inputs, policy, notes, ...others] = policiesOf("queues", [rule]);
  expect(others).toEqual([]);
  expect(inputs).toMatchObject({
    name: "queues-inputs",
    enforcementLevel: "advisory",
    description: "Notes what the program sets of each resource. It finds nothing.",
  });
  expect(policy).toMatchObject({
    name: "short-queue",
    description: "Queues are short.",
    severity: "high",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: {
        most: { type: "integer", default: 5, minimum: 1, description: "The longest." },
        excused: {
          type: "object",
          additionalProperties: { type: "string" },
          default: {},
          description: "Resources that short-queue does not hold for: the reason, by name or URN.",
        },
      },
    },
  });
  expect(notes).toMatchObject({
    name: "queues-undetermined",
    enforcementLevel: "advisory",
    description: "What is excused, and what could not be judged here.",
  });
});

test("violations end a run; what is undetermined and what is excused is told", async () => {
  const excused = queue("excused", 8, { "excuse:short-queue": "Kept by hand until spring." });
  const resources = [queue("short", 5), queue("long", 6), late, excused];
  expect(await analyze(policiesOf("queues", [rule]), { resources })).toEqual([
    {
      policy: "short-queue",
      level: "mandatory",
      urn: urn("long"),
      message: "Queues are short.\nlong is 6 long.",
    },
    {
      policy: "queues-undetermined",
      level: "advisory",
      urn: urn("excused"),
      message:
        "What is excused, and what could not be judged here.\nshort-queue, excused (Kept by hand until spring.): excused is 8 long.",
    },
    {
      policy: "queues-undetermined",
      level: "advisory",
      urn: urn("late"),
      message:
        "What is excused, and what could not be judged here.\nshort-queue, undetermined: late: length is not known before a deployment, or not to this stack.",
    },
  ]);
});

test("what a run found is not told by the next one", async () => {
  const policies = policiesOf("queues", [rule]);
  expect(await analyze(policies, { resources: [late] })).toHaveLength(1);
  expect(await analyze(policies, { resources: [late] })).toHaveLength(1);
  expect(await analyze(policies, { resources: [queue("short", 1)] })).toEqual([]);
});

test("a rule that cannot run ends a run, and lets the others run", async () => {
  const found = await analyze(policiesOf("queues", [failing, rule]), { resources: [queue("long", 6)] });
  expect(found).toMatchObject([
    {
      policy: "failing",
      level: "mandatory",
      urn: "",
      message: "Queues are short.\nfailing could not run: a fault",
    },
    { policy: "short-queue", level: "mandatory", urn: urn("long") },
  ]);
});

test("what only a pair shows is said to be left", async () => {
  expect(await analyze(policiesOf("queues", [pair]), { resources: [late] })).toEqual([
    {
      policy: "queues-undetermined",
      level: "advisory",
      urn: "",
      message:
        "What is excused, and what could not be judged here.\nJudged in full only with both regions' stacks in hand (npm run policies): twins.",
    },
  ]);
  expect(await analyze(policiesOf("queues", [pair]), { resources: [] })).toEqual([]);
});

test("the rules know what the program sets, which the engine shows of single resources alone", async () => {
  const sets: Rule = {
    ...rule,
    judge: (graph) =>
      graph
        .ofType(QUEUE)
        .map((one) => violation(one, String(["length", "arn"].map((key) => one.setsProperty(key))))),
  };
  const deployed = {
    ...queue("deployed", 6),
    outputs: { length: 6, arn: "arn:aws:sqs:eu-west-1:1:deployed" },
  };
  const judged = (policies: ReturnType<typeof policiesOf>) =>
    analyze(policies, { resources: [deployed] }).then((found) =>
      found.map(({ message }) => message.split("\n")[1]),
    );
  expect(await judged(policiesOf("queues", [sets]))).toEqual(["true,false"]);
  expect(await judged(policiesOf("queues", [sets]).slice(1))).toContain(
    "queues-inputs did not run: the rules guess what the program sets. Enable it.",
  );
});
