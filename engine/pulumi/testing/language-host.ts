/**
 * What Pulumi's CLI runs Node.js programs by: the LanguageRuntime service ("pulumi/language.proto"), on loopback. The CLI that is built from its
 * sources comes without the official one, which does the same: it starts the SDK's `cmd/run` in the program's folder.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { answering, type Call, type PluginServer, serveOnLoopback } from "../loopback";

/** Its port goes into PULUMI_DEBUG_LANGUAGES. */
export function serveLanguageHost(): Promise<PluginServer> {
  let engine = "";
  const methods = {
    handshake: answering(async ({ request }: Call<proto.LanguageHandshakeRequest>) => {
      engine = request.getEngineAddress();
      return new proto.LanguageHandshakeResponse();
    }),
    // Providers run already: nothing is to be fetched.
    getRequiredPackages: answering(async () => new proto.GetRequiredPackagesResponse()),
    run: answering(({ request }: Call<proto.RunRequest>) => runProgram(request, engine)),
  };
  return serveOnLoopback(methods, LanguageRuntimeService);
}

async function runProgram(request: proto.RunRequest, engine: string): Promise<proto.RunResponse> {
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": request.getInfo()?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  if (request.getDryrun()) args.push("--dry-run");
  const { typescript = true } = (request.getInfo()?.getOptions()?.toJavaScript() ?? {}) as {
    typescript?: boolean;
  };
  const child = spawn(
    process.execPath,
    [require.resolve("@pulumi/pulumi/cmd/run"), ...args, request.getProgram()],
    {
      cwd: request.getPwd(),
      stdio: ["ignore", 2, 2],
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(typescript),
        PULUMI_NODEJS_TRANSPILE_ONLY: "true", // Types are checked by a check of their own.
      },
    },
  );
  const [code] = await once(child, "close");
  const answer = new proto.RunResponse();
  // "32": the program failed, and has said so by itself.
  if (code === 32) answer.setBail(true);
  else if (code !== 0) answer.setError(`The program ended with exit code ${code}.`);
  return answer;
}
