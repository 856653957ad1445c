import { type DeployOptions, deployRegions, type Judgement, type RegionPort } from "./deploy";
import type { LiveVersion } from "./live-version";

const GREEN: Judgement = { red: [], proven: true };
const UNSEEN: Judgement = { red: [], proven: false };
const RED: Judgement = { red: ["Two canaries failed."], proven: true };

interface Script {
  /** What each look at each percentage says; green where nothing is said. */
  readonly looks?: Readonly<Record<number, readonly (Judgement | Error)[]>>;
  readonly refusals?: readonly string[];
  readonly before?: Partial<LiveVersion>;
  /** What bringing the stack up publishes; the version that is live when nothing changed. */
  readonly publishes?: string;
  readonly upFails?: Error;
  /** What another deployment does to the alias while the stack is brought up. */
  readonly meanwhile?: LiveVersion["shifting"];
  /** Called before each shift; what it throws, the shift throws. */
  readonly onShift?: (percent: number) => void;
}

/** Regions without AWS, and a clock that passes only when it is slept by. */
function world(scripts: Readonly<Record<string, Script>>, over: Partial<DeployOptions> = {}) {
  const calls: string[] = [];
  const interrupt = new AbortController();
  let now = 0;
  const portOf = (region: string, { looks = {}, refusals = [], ...script }: Script): RegionPort => {
    const { before, publishes = "2", onShift, upFails, meanwhile } = script;
    let version: LiveVersion = { live: "1", newest: "1", shifting: undefined, ...before };
    let percent = 0;
    const said = new Map<number, number>();
    return {
      region,
      collectFunction: `collect-${region}`,
      up: async () => {
        calls.push(`${region} up`);
        if (upFails) throw upFails;
        version = { ...version, newest: publishes, shifting: meanwhile ?? version.shifting };
      },
      version: async () => version,
      shift: async (shift) => {
        onShift?.(shift.percent);
        calls.push(`${region} ${shift.percent} % from ${shift.from} to ${shift.to}`);
        ({ percent } = shift);
      },
      refusals: async () => refusals,
      judge: async () => {
        calls.push(`${region} judge`);
        return {
          begin: async () => undefined,
          look: async () => {
            const nth = said.get(percent) ?? 0;
            said.set(percent, nth + 1);
            const look = looks[percent]?.[nth] ?? GREEN;
            if (look instanceof Error) throw look;
            return look;
          },
        };
      },
    };
  };
  const said: string[] = [];
  const options: DeployOptions = {
    steps: [10, 50, 100],
    stepSeconds: 60,
    lookSeconds: 1,
    say: (text) => said.push(text),
    signal: interrupt.signal,
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
    ...over,
  };
  const ports = Object.entries(scripts).map(([region, script]) => portOf(region, script));
  return { calls, said, interrupt, seconds: () => now / 1_000, deploy: () => deployRegions(ports, options) };
}

test("the standby goes all the way before the primary is touched, and each step is watched", async () => {
  const { deploy, calls, seconds } = world({ standby: {}, primary: {} });
  expect(await deploy()).toEqual([
    { region: "standby", outcome: "deployed", from: "1", to: "2" },
    { region: "primary", outcome: "deployed", from: "1", to: "2" },
  ]);
  const ofRegion = (region: string) => [
    `${region} judge`, // Before the stack is brought up: what was red before is not the build's fault.
    `${region} up`,
    `${region} 10 % from 1 to 2`,
    `${region} 50 % from 1 to 2`,
    `${region} 100 % from 1 to 2`,
  ];
  expect(calls).toEqual([...ofRegion("standby"), ...ofRegion("primary")]);
  expect(seconds()).toBe(2 * 3 * 60);
});

test.each([
  { step: 10, looks: [RED] },
  { step: 50, looks: [GREEN, GREEN, RED] },
  { step: 100, looks: [...Array(58).fill(GREEN), RED] },
])(
  "red at $step % brings the old version back alone, and leaves the primary untouched",
  async ({ step, looks }) => {
    const { deploy, calls } = world({ standby: { looks: { [step]: looks } }, primary: {} });
    expect(await deploy()).toEqual([
      { region: "standby", outcome: "rolled-back", from: "1", to: "2", percent: step, reasons: RED.red },
    ]);
    expect(calls.slice(-2)).toEqual([`standby ${step} % from 1 to 2`, "standby 0 % from 1 to 2"]);
    expect(calls.join()).not.toContain("primary");
  },
);

test("red in the primary leaves the standby with the new version", async () => {
  const { deploy } = world({ standby: {}, primary: { looks: { 50: [RED] } } });
  expect((await deploy()).map(({ outcome }) => outcome)).toEqual(["deployed", "rolled-back"]);
});

test("what cannot be judged is not deployed", async () => {
  const { deploy, calls } = world({ standby: { looks: { 10: [new Error("no answer")] } } });
  expect(await deploy()).toMatchObject([
    { outcome: "rolled-back", reasons: ["Version 2 could not be judged: no answer"] },
  ]);
  expect(calls.at(-1)).toBe("standby 0 % from 1 to 2");
});

test("a shift that failed half way is taken back", async () => {
  const { deploy, calls } = world({
    standby: {
      onShift: (percent) => {
        if (percent === 50) throw new Error("timeout");
      },
    },
  });
  expect(await deploy()).toMatchObject([{ outcome: "rolled-back", percent: 50 }]);
  expect(calls.at(-1)).toBe("standby 0 % from 1 to 2");
});

test("a step lasts until the new version was seen to answer, for three times its seconds at most", async () => {
  const late = world({ standby: { looks: { 10: [...Array(99).fill(UNSEEN), GREEN] } } });
  expect(await late.deploy()).toMatchObject([{ outcome: "deployed" }]);
  expect(late.seconds()).toBe(100 + 60 + 60);

  const never = world({ standby: { looks: { 10: Array(200).fill(UNSEEN) } } });
  expect(await never.deploy()).toMatchObject([
    { outcome: "rolled-back", reasons: ["No canary was answered by the new version in 180 s."] },
  ]);
});

test("nothing new leaves a region as it is, and the next one has its turn", async () => {
  const { deploy, calls } = world({ standby: { publishes: "1" }, primary: {} });
  expect(await deploy()).toMatchObject([{ outcome: "unchanged", live: "1" }, { outcome: "deployed" }]);
  expect(calls.filter((call) => call.startsWith("standby"))).toEqual(["standby judge", "standby up"]);
});

test.each([
  { title: "the peer is unfit", script: { refusals: ["The peer is stopped."] }, reason: /stopped/ },
  {
    title: "a deployment was cut off",
    script: { before: { newest: "2", shifting: { version: "2", percent: 10 } } },
    reason: /10 % of the requests get version 2.*cut off/,
  },
])("refused when $title; --force deploys all the same", async ({ script, reason }) => {
  const refused = world({ standby: script, primary: {} });
  expect(await refused.deploy()).toEqual([
    { region: "standby", outcome: "refused", reasons: [expect.stringMatching(reason)] },
  ]);
  expect(refused.calls).toEqual([]);

  const forced = world({ standby: script }, { force: true });
  expect(await forced.deploy()).toMatchObject([{ outcome: "deployed" }]);
  expect(forced.said.join()).toMatch(reason);
});

test.each([false, true])(
  "code that no version holds is not passed over as nothing new (force: %s)",
  async (force) => {
    const { deploy, calls } = world(
      { standby: { publishes: "1", before: { unpublished: true } }, primary: {} },
      { force },
    );
    expect(await deploy()).toEqual([
      {
        region: "standby",
        outcome: "refused",
        reasons: [expect.stringMatching(/aws lambda publish-version/)],
        final: true,
      },
    ]);
    expect(calls).toEqual(["standby judge", "standby up"]);
  },
);

test("of two deployments that began at once the one that comes second to shift shifts nothing", async () => {
  const { deploy, calls } = world({ standby: { meanwhile: { version: "2", percent: 10 } }, primary: {} });
  expect(await deploy()).toEqual([
    { region: "standby", outcome: "refused", reasons: [expect.stringMatching(/a deployment is under way/)] },
  ]);
  expect(calls).toEqual(["standby judge", "standby up"]);
});

test.each([10, 50, 100])("Ctrl-C at %i % rolls back before it ends", async (step) => {
  const interrupted = new Error("Interrupted.");
  const { deploy, calls, interrupt } = world({
    standby: {
      onShift: (percent) => {
        if (percent === step) interrupt.abort(interrupted);
      },
    },
    primary: {},
  });
  await expect(deploy()).rejects.toBe(interrupted);
  expect(calls.at(-1)).toBe("standby 0 % from 1 to 2");
  expect(calls.join()).not.toContain("primary");
});

test("a stack that cannot be brought up has shifted nothing", async () => {
  const { deploy, calls } = world({ standby: { upFails: new Error("no role") }, primary: {} });
  await expect(deploy()).rejects.toThrow("no role");
  expect(calls).toEqual(["standby judge", "standby up"]);
});

test("a rollback that fails thrice says what to type", async () => {
  const { deploy } = world({
    standby: {
      looks: { 10: [RED] },
      onShift: (percent) => {
        if (percent === 0) throw new Error("Lambda is away");
      },
    },
  });
  await expect(deploy()).rejects.toMatchObject({
    code: "HF_DEPLOY_ROLLBACK",
    message: expect.stringContaining(
      "aws lambda update-alias --region standby --function-name collect-standby --name live --function-version 1 --routing-config AdditionalVersionWeights={}",
    ),
  });
});
