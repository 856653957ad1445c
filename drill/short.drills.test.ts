/** Short drills: what the program must survive, and saboteurs of the acknowledgement contract that a drill must catch. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Patch, PatchedProgram } from "./patched-program";
import type { Report } from "./report-schema";
import { type DrillOptions, runDrill } from "./run";
import { type Scenario, WHOLE_PAIR } from "./scenario";
import { firehoseHangsAtPeak } from "./scenarios/firehose-hangs-at-peak";
import { primaryBlackHole } from "./scenarios/primary-black-hole";
import { startLocalTarget } from "./target";

jest.setTimeout(420_000);

/** For programs that are wrong all the time: nothing has to happen to the pair for the ledger to show it. */
const undisturbed: Scenario = {
  name: "undisturbed",
  title: "Nothing happens to either region.",
  needs: WHOLE_PAIR,
  hits: "primary",
  restsOnInjectedFault: false,
  inject: async () => undefined,
  observed: () => true,
  unobserved: "there is none",
  repair: async () => undefined,
  expect: { lost: 0, unexpected: 0 },
};

let drillsDir: string;
beforeAll(() => {
  drillsDir = mkdtempSync(join(tmpdir(), "holdfast-drills-"));
});
afterAll(() => rmSync(drillsDir, { recursive: true, force: true }));

/** A drill as short as it can be with traffic in every phase. */
async function drill(over: Partial<DrillOptions> = {}, patches: readonly Patch[] = []): Promise<Report> {
  const program = new PatchedProgram(patches);
  const said: string[] = [];
  try {
    const { report, folder } = await runDrill({
      scenario: undisturbed,
      seed: 1,
      speed: 30,
      bufferSeconds: 1,
      events: 2_000,
      injection: "as-asked",
      drillsDir,
      programDir: program.dir,
      onProgress: (text) => said.push(text),
      ...over,
    });
    // Whatever the verdict, another program must count the same.
    execFileSync("python3", [join(__dirname, "recount.py"), folder]);
    expect(readdirSync(folder)).not.toContain("aws");
    return report;
  } catch (error) {
    console.error(said.join("\n"));
    throw error;
  } finally {
    program.remove();
  }
}

/** In `deliver`, before the first place is asked: `records` are what is to be kept. */
const beforeDelivery = (statement: string): Patch => ({
  file: "handlers/delivery/deliver.ts",
  from: "  let waiting = records;\n",
  to: `  let waiting = records;\n  ${statement}\n`,
});
/** Leaves out the events of these input lines, and says nothing. */
const dropping = (condition: string): string => `waiting = waiting.map((record) => ({
    ...record,
    data: Buffer.from(
      record.data
        .toString()
        .split("\\n")
        .filter((text) => text === "" || !((line) => ${condition})(JSON.parse(text).properties?.line))
        .join("\\n"),
    ),
  }));`;

interface Saboteur {
  title: string;
  patch: Patch;
  over?: Partial<DrillOptions>;
  lostMin: number;
}
/** The least that a program can do wrong. */
const subtle: Saboteur = {
  title: "drops one event in 1,000",
  patch: beforeDelivery(dropping("Number(line) % 1_000 === 500")),
  lostMin: 2,
};
const others: Saboteur[] = [
  {
    title: "answers 2xx without delivering",
    patch: beforeDelivery("waiting = [];"),
    lostMin: 2_000,
  },
  {
    title: "ignores FailedPutCount while Firehose refuses some records",
    patch: {
      file: "handlers/delivery/refused-records.ts",
      from: "  const answers = answer.RequestResponses ?? [];\n",
      to: "  if (sent.length >= 0) return [];\n  const answers = answer.RequestResponses ?? [];\n",
    },
    over: {
      startTarget: async (options) => {
        const target = await startLocalTarget(options);
        for (const firehose of Object.values(target.firehoses)) await firehose.refuseSome(0.1);
        return target;
      },
    },
    lostMin: 1,
  },
  {
    title: "loses only after failover",
    patch: beforeDelivery(`if (process.env.ROLE === "standby") ${dropping("Number(line) % 10 === 0")}`),
    over: { scenario: primaryBlackHole },
    lostMin: 1,
  },
];

// What takes half a minute and more is not for each time that a developer runs all tests: .ci/run sets CI.
const testInCi = process.env.CI === undefined ? test.skip : test;

const FAILS = "a program that $title fails, and what it lost is named";
const fails = async ({ patch, over, lostMin }: Saboteur) => {
  const { verdict, reasons, ledger } = await drill(over, [patch]);
  expect({ verdict, reasons }).toEqual({
    verdict: "FAIL",
    reasons: expect.arrayContaining([
      expect.stringContaining(`acknowledged events were lost: ${ledger.lostIds[0]}`),
    ]),
  });
  expect(ledger.lost).toBeGreaterThanOrEqual(lostMin);
};
test.each([subtle])(FAILS, fails);
testInCi.each(others)(FAILS, fails);

testInCi(
  "a collector without the right to put records goes to S3, loses nothing, and the report says what was denied",
  async () => {
    // Every batch is an object of its own: gently, or a busy machine keeps no check's time-out.
    const { verdict, ledger, denied } = await drill({ speed: 15, bufferSeconds: 2 }, [
      {
        file: "infra/collector-to-firehose.ts",
        from: 'policyOf(allow("firehose:PutRecordBatch", streamArn))',
        to: 'policyOf(allow("firehose:DescribeDeliveryStream", streamArn))',
      },
    ]);
    expect({ verdict, lost: ledger.lost, unexpected: ledger.unexpected }).toEqual({
      verdict: "PASS",
      lost: 0,
      unexpected: 0,
    });
    expect(denied).toContainEqual(expect.objectContaining({ action: "firehose:PutRecordBatch" }));
  },
);

testInCi(
  "without the breaker a hang of Firehose holds a function for each client, and the drill says so",
  async () => {
    // As a person runs it: at thirty times the speed the functions that pile up may cost the checks, too, their time-outs, and the clients move.
    const asByHand = { speed: 10, bufferSeconds: 5, events: 6_000 };
    const { verdict, reasons } = await drill({ scenario: firehoseHangsAtPeak, ...asByHand }, [
      {
        file: "handlers/delivery/circuit-breaker.ts",
        from: "this.failuresInRow >= this.settings.failures",
        to: "false",
      },
    ]);
    expect({ verdict, reasons }).toEqual({
      verdict: "FAIL",
      reasons: expect.arrayContaining([
        expect.stringMatching(
          /^requests in flight in the functions, mean, with the breakers open: .*, over 20\.$/,
        ),
      ]),
    });
  },
);
