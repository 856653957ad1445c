/**
 * Every coded error of Holdfast. A code is never renamed and never reused: scripts and runbooks hold on to it.
 * A message says what is wrong, which value, and what to do; `{name}` is filled from the error's values.
 * `docs/errors.md` is generated from this table.
 */
export const errorMessages = {
  HF_BENCH_FAILED: "The bench could not measure {what}. What went wrong stands above.",
  HF_CANARY_FAILED:
    "{failed} of {sent} canaries were not acknowledged. {problems} See docs/runbooks/canary-failed.md.",
  HF_CERTIFICATE_NAME:
    "ACM asks for no validation record of {name}, only of {known}. Check routing.failoverName.",
  HF_DATABASE_CONNECT:
    "{user} cannot connect to the database {host}:{port}: {problem}. Is it up, does its security group let this function in, is its certificate signed by an authority in DATABASE_CA_FILE?",
  HF_DATABASE_SECRET:
    "The secret {secret} gives no password: {problem}. May the function read it, and is it the managed secret of the database?",
  HF_DELIVERY_ANSWER_COUNT:
    "Firehose was sent {sent} records and answered for {answered}, {failed} of them failed. Nothing of the batch counts as accepted.",
  HF_DELIVERY_TIMEOUT:
    "{call} did not answer within {milliseconds} ms. Whether it took what was sent is unknown.",
  HF_DEPLOY_PULUMI:
    "On AWS stacks are brought up by Pulumi's CLI, which could not open the stack of {region}: {problem}. Is pulumi on PATH, are you logged in (pulumi login), does the stack exist (pulumi stack ls)?",
  HF_DEPLOY_ROLLBACK:
    "{region} may still answer requests with version {to}, because the way back to version {from} failed three times. Act at once: aws lambda update-alias --region {region} --function-name {function} --name live --function-version {from} --routing-config AdditionalVersionWeights={}",
  HF_DRIFT_ENGINE:
    "The run on {dataDir} was brought up by the engine {engine}, whose state Pulumi cannot refresh. Start one with npm run local -- --engine pulumi --data-dir FOLDER, and name its folder here.",
  HF_DRIFT_PULUMI:
    "Pulumi could not refresh {stack}: {problem} Are you logged in (pulumi login), does the stack exist (pulumi stack ls), may these credentials read what it holds?",
  HF_DRILL_CONTROL: "The control port {url} answered {status} to {method}. {answer}",
  HF_DRILL_DNS:
    "{name} was not resolved: {problem}. Is the DNS server running, and does the zone hold the name?",
  HF_DRILL_FLOOD:
    "{name} leads to {address}, which is not this machine. A flood goes to 127.0.0.0/8 alone: run it against a local pair.",
  HF_ENGINE_DUPLICATE_URN:
    "Two resources have this type, parent and name ({urn}). Give one of the two another name.",
  HF_ENGINE_FAILED: "{count} of {stack} failed.\n{failures}",
  HF_ENGINE_GO:
    "Pulumi {version} is built by Go {wanted} or newer: {seen}. Install it from https://go.dev/dl (macOS: brew install go), or install Pulumi {version} or newer from https://www.pulumi.com/docs/install.",
  HF_ENGINE_NOT_FOUND: "There is no {type} with the id {id}.",
  HF_ENGINE_PROJECT: "The project cannot be read. {problem}",
  HF_ENGINE_PROTECTED: "It is protected ({urn}). Keep it, or take protect off it first.",
  HF_ENGINE_PULUMI:
    "Pulumi's CLI was not found on PATH in version {version} or newer, and none was built here. Run npm run engine:install.",
  HF_ENGINE_PULUMI_BUILD:
    "Pulumi {version} could not be built into {folder}: {problem} Install it from https://www.pulumi.com/docs/install, or try again.",
  HF_ENGINE_STATE:
    "The state {path} cannot be read: {problem}. Restore the file; on this machine, begin anew with an empty --data-dir.",
  HF_ENGINE_STOPPED: "The run of {stack} was stopped: {reason}.",
  HF_ENGINE_UNSUPPORTED:
    "The in-process engine does not know {feature}. Leave it out, or run the program with Pulumi's own engine.",
  HF_ENGINE_ZONES:
    "The network {name} asks for {asked} availability zones, and the region has {found}. Ask for fewer.",
  HF_ETL_EVENT:
    "The load was invoked with what is neither a queue of S3 notifications nor a reload of an object under events/ or forgotten/: {found}. Correct its event source, or the key.",
  HF_ETL_SHORT_READ:
    "S3 holds {bytes} bytes of {key}, and {read} arrived. Nothing of it is loaded; the next try reads it anew.",
  HF_FUNCTION_ENVIRONMENT: "The environment of {function} is incomplete: {problems} Deploy the stack again.",
  HF_LOCAL_ADDRESS: "Cannot listen on {address}:{port} ({problem}). {cure}",
  HF_LOCAL_DATA: "The folder {dataDir} cannot hold the run's data: {problem}. Choose another by --data-dir.",
  HF_LOCAL_ENGINE:
    "What {dataDir} holds was brought up by the engine {other}, and {engine} does not know it. Add --engine {other}, or choose another folder by --data-dir.",
  HF_LOCAL_INSTALL: "MiniStack {version} could not be installed into {folder}. {output}",
  HF_LOCAL_INVOCATION:
    "The function {function} was invoked as a part of the deployment and failed ({error}): {result}. Its log is /aws/lambda/{function} in CloudWatch Logs.",
  HF_LOCAL_IN_USE:
    "Another run keeps its data in {dataDir}. Stop it, or choose another folder by --data-dir.",
  HF_LOCAL_NODE:
    "Functions run on Node {major}, and none was found for {platform}: {found}. Run npm ci without --omit=optional, or run this with Node {major}.",
  HF_LOCAL_NOT_UP:
    "No run is up on {dataDir}. Start one with npm run local, or name its folder by --data-dir; for the pair on AWS add --target aws.",
  HF_LOCAL_POSTGRES:
    "There is no Postgres for {platform} among the installed packages. Run npm ci without --omit=optional; there are packages for Linux and macOS, on x64 and arm64.",
  HF_LOCAL_PYTHON:
    "MiniStack needs Python 3.10 or newer: {seen}. Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python3).",
  HF_LOCAL_REGION: "{region} does not run on this machine: {regions} do. Choose one of them in aws:region.",
  HF_LOCAL_ROOT:
    "Postgres does not run as root. On Linux install setpriv (Debian, Ubuntu: apt-get install util-linux), which runs it as another user; elsewhere ({platform}) run this as an ordinary user.",
  HF_LOCAL_SERVICE_START: "The local service {name} did not start. {problem} Its output is in {logFile}.",
  HF_LOCAL_SETTLE: "A {type} did not become ready. See the log of MiniStack.",
  HF_LOCAL_STATE:
    "What an earlier run kept in {path} cannot be read: {problem}. Restore the file, or begin anew with an empty --data-dir.",
  HF_LOCAL_STOP_CHECK:
    "The health check {check}, above the STOP switch's, did not become healthy within {seconds} s. A record that followed it now would move the clients. See the log of Route 53 and of the doors in the data folder.",
  HF_LOCAL_TRUST:
    "The trust policy of {role} names {key} {value}, which no caller in account {accountId} has. Correct it.",
  HF_LOCAL_UNMODELLED: "{resource} has no local model. Model it, or ignore it with a reason.",
  HF_LOCAL_VALIDATION:
    "The certificate of {domain} waits for the validation record {record}, which is not among validationRecordFqdns. Create it.",
  HF_LOCAL_VENV:
    "{python} ({version}) cannot make virtual environments: its venv or ensurepip module is missing. Install it (Debian, Ubuntu: apt-get install python{version}-venv or python3-venv).",
  HF_LOCAL_ZONE: "There is no hosted zone {zone}. Create it first: the stacks expect it.",
  HF_MIGRATION:
    "The migration {migration} failed, and nothing of this run was kept: {problem}. Mend it by a new build, and deploy again.",
  HF_PAIR_OUTPUTS:
    "The stack outputs do not describe a pair of regions. {problems} Bring both stacks up again.",
  HF_PAIR_RECORD:
    "{region} has no failover record {name} with a health check in the zone {zone}. Bring its stack up.",
  HF_REPLAY_EVENT:
    "Replay was invoked with what is neither a queue of S3 notifications nor a sweep: {found}. Correct its event source.",
  HF_REPLAY_SWEEP:
    "The sweep could not drain {failed} of {listed} objects: {problems} They stay where they are; the next sweep tries again.",
  HF_REPLICATE_JOB: "S3 Batch Operations knows no job {id} in {region}. Start the command again.",
  HF_SETTINGS:
    "The settings of stack {stack} cannot be used:{problems}\nNothing was registered. Mend Pulumi.{stack}.yaml.",
  HF_STACK_FILE: "{file} in {folder} cannot be read: {problem}",
  HF_STOP_REFUSED:
    "{region} is not stopped: its peer may not be able to take its clients. {problems} Mend that first, or add --force.",
  HF_STOP_UNWRITTEN:
    "The STOP switch of {region} was changed, and reads as {found} all the same. Somebody else may be changing it: look at stop/ in {bucket}, and try again.",
  HF_USAGE: "{problem} Run the command with --help to see its options.",
  HF_WAREHOUSE:
    "{work} failed, and nothing of it was kept: {problem}. It is tried again when its message comes again, or by npm run reload.",
} as const;

export type ErrorCode = keyof typeof errorMessages;

/** A broken contract, named by its code. Expected outcomes (a refused event, a verdict) are values, never errors. */
export class HoldfastError extends Error {
  override readonly name = "HoldfastError";
  constructor(
    readonly code: ErrorCode,
    readonly values: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(`${code}: ${fill(errorMessages[code], values)}`, options);
  }
}

const fill = (message: string, values: Readonly<Record<string, unknown>>): string =>
  message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
