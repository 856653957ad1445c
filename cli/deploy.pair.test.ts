/** Two deployments to one running pair: a build that works, and one that fails on every request. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import { type Patch, PatchedProgram } from "../drill/patched-program";
import { type LocalRun, startLocal } from "../local/up";
import { deployPair } from "../operate/deploy-region";
import { buildOf, liveVersion } from "../operate/live-version";
import type { Pair } from "../operate/pair";
import { exitCodeOf } from "./deploy";
import { deployTarget } from "./deploy-stacks";
import { openPair, type TargetOptions } from "./target";

const INDEX = "handlers/collect/index.ts";
const HANDLER = "export const handler = collector(environment, {";
const ANOTHER_BUILD: Patch = {
  file: INDEX,
  from: HANDLER,
  to: `process.title = "another build";\n${HANDLER}`,
};
const BROKEN_BUILD: Patch = {
  file: INDEX,
  from: HANDLER,
  to: `export const handler = async () => { throw new Error("broken build"); };\nexport const unused = collector(environment, {`,
};

let options: TargetOptions;
let run: LocalRun;
let pair: Pair;
beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-deploy-"));
  options = { target: "local", dataDir, stacks: ["prod-eu", "prod-us"] };
  run = await startLocal({ speed: 20, bufferSeconds: 1, dataDir });
  pair = await openPair(options);
}, 120_000);
afterAll(async () => {
  pair?.close();
  await run?.stop();
  await rm(options.dataDir, { recursive: true, force: true });
}, 60_000);

/** Deploys a copy of the program as the command does, but in fewer and shorter steps. */
async function deploy(patch: Patch, steps: readonly number[]) {
  const program = new PatchedProgram([patch]);
  try {
    const { stacks, speed } = deployTarget(options, program.dir, () => undefined);
    const said: string[] = [];
    const signal = new AbortController().signal;
    const say = (text: string) => said.push(text);
    return {
      outcomes: await deployPair(pair, stacks, { ...{ speed, steps, say, signal }, stepSeconds: 20 }),
      said,
    };
  } finally {
    program.remove();
  }
}

/** Sends to a region's own name until told to stop. Resolves with the status of each answer. */
function sending(region: string) {
  const statuses: number[] = [];
  let isOver = false;
  const { endpoints } = run;
  const sent = (async () => {
    while (!isOver) {
      const { statusCode, body } = await request(
        `http://${endpoints.regions[region]?.address}:${endpoints.httpPort}/events`,
        {
          method: "POST",
          headers: { host: `${region}.events.holdfast.example`, "content-type": "application/json" },
          body: '{"event_name":"page_view"}',
        },
      );
      await body.dump();
      statuses.push(statusCode);
      await pause(100);
    }
  })();
  return async () => {
    isOver = true;
    await sent;
    return statuses;
  };
}

const live = () =>
  Promise.all(
    pair.regions.map(async (region) => {
      const { live: version } = await liveVersion(pair, region);
      return { version, build: await buildOf(pair, region, version) };
    }),
  );

test("a build that works serves both regions, without one failed request; a broken one is taken back", async () => {
  const [before] = await live();
  const ended = pair.regions.map(({ region }) => sending(region));
  const { outcomes } = await deploy(ANOTHER_BUILD, [50, 100]);
  const statuses = await Promise.all(ended.map((end) => end()));
  expect(outcomes).toMatchObject([
    { region: "us-west-2", outcome: "deployed", from: "1", to: "2" },
    { region: "eu-west-1", outcome: "deployed", from: "1", to: "2" },
  ]);
  for (const ofRegion of statuses) expect(new Set(ofRegion)).toEqual(new Set([200]));
  const after = await live();
  expect(after.map(({ version }) => version)).toEqual(["2", "2"]);
  expect(after[0]?.build).toBe(after[1]?.build);
  expect(after[0]?.build).not.toBe(before?.build);

  const broken = await deploy(BROKEN_BUILD, [50, 100]);
  expect(broken.outcomes).toMatchObject([{ region: "us-west-2", outcome: "rolled-back", percent: 50 }]);
  expect(exitCodeOf(broken.outcomes)).toBe(1);
  expect(await live()).toEqual(after);
  expect(await liveVersion(pair, pair.standby)).toEqual({ live: "2", newest: "3", shifting: undefined });
  expect(await liveVersion(pair, pair.primary)).toMatchObject({ live: "2", newest: "2" });
}, 300_000); // A limit for what hangs.
