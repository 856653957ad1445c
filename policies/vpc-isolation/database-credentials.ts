/** Which functions hold a database's credentials: by what their environment names, or by what their roles may do. */
import { isKnown, type Node, type StackGraph, stringsIn, UNKNOWN } from "../graph";
import { type Answer, found, NOTHING, together, unclear } from "../graph/answer";
import { FUNCTION } from "../graph/functions";
import { allowing, mayDo, policiesOfRole, rolesAt } from "../graph/iam";

const SECRET = "aws:secretsmanager/secret:Secret";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const PARAMETER = "aws:ssm/parameter:Parameter";
const RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword";

/** What asks for a password. Caches and search domains have none, or one that names no database. */
const DATABASES = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:rds/clusterInstance:ClusterInstance",
  "aws:rds/proxy:Proxy",
  "aws:rds/proxyEndpoint:ProxyEndpoint",
  "aws:redshift/cluster:Cluster",
  "aws:redshiftserverless/workgroup:Workgroup",
  "aws:docdb/cluster:Cluster",
  "aws:docdb/clusterInstance:ClusterInstance",
  "aws:docdb/elasticCluster:ElasticCluster",
  "aws:neptune/cluster:Cluster",
  "aws:neptune/clusterInstance:ClusterInstance",
];

const PASSWORDS = [
  "password",
  "passwordWo",
  "masterPassword",
  "masterPasswordWo",
  "adminUserPassword",
  "adminUserPasswordWo",
];

/** Where a database is, and what opens it. Its identifier, its ARN and its size open nothing. */
const KEYS = [
  "address",
  "endpoint",
  "readerEndpoint",
  "dnsName",
  "masterUserSecrets[0].secretArn",
  ...PASSWORDS,
];

/** What holds a secret text, and where. */
const TEXTS: Readonly<Record<string, string>> = {
  [SECRET_VERSION]: "secretString",
  [PARAMETER]: "value",
};

/** Secrets and secure parameters that hold what a database asks for. */
export function databaseSecrets(graph: StackGraph): ReadonlySet<Node> {
  const databases = graph.ofType(...DATABASES);
  const holders = graph
    .ofType(SECRET_VERSION, PARAMETER)
    .filter((holder) => holder.type !== PARAMETER || holder.get("type") === "SecureString")
    .filter((holder) => databases.some((database) => opens(graph, holder, database)));
  const named = databases.flatMap((database) => [
    ...PASSWORDS.flatMap((path) => graph.refs(database, path, secretTypes).nodes),
    ...graph.refs(database, "auths", [SECRET]).nodes,
  ]);
  const all = [...holders, ...named];
  return new Set([...all, ...all.flatMap((one) => graph.refs(one, "secretId", [SECRET]).nodes)]);
}

/** It names the database, or has its password: the same text, or made from the same random one. */
function opens(graph: StackGraph, holder: Node, database: Node): boolean {
  const path = TEXTS[holder.type] as string;
  if (hasKey(stringsIn(holder.get(path)), database)) return true;
  const sources = graph.refs(holder, path, [database.type, RANDOM_PASSWORD]).nodes;
  return (
    sources.includes(database) ||
    PASSWORDS.some((property) =>
      graph.refs(database, property, [RANDOM_PASSWORD]).nodes.some((random) => sources.includes(random)),
    )
  );
}

/** Within longer texts too: `postgres://user@address:5432/orders`. */
const hasKey = (texts: readonly string[], database: Node): boolean =>
  KEYS.map((path) => database.get(path)).some(
    (key) => typeof key === "string" && key !== "" && texts.some((text) => text.includes(key)),
  );

/** Why a function counts as a client, in words: "its environment names orders-db". */
export function credentialsOf(graph: StackGraph, fn: Node, secrets: ReadonlySet<Node>): Answer<string> {
  return together([inEnvironment(graph, fn, secrets), byRole(graph, fn, secrets)]);
}

/** Whether any function holds credentials, as far as it is certain. */
export function hasDatabaseClients(graph: StackGraph): boolean {
  const secrets = databaseSecrets(graph);
  return graph.ofType(FUNCTION).some((fn) => credentialsOf(graph, fn, secrets).found.length > 0);
}

function inEnvironment(graph: StackGraph, fn: Node, secrets: ReadonlySet<Node>): Answer<string> {
  const environment = fn.get("environment");
  const texts = stringsIn(environment);
  const named = graph.refs(fn, "environment", [...DATABASES, ...secretTypes], { within: true }).nodes;
  return together([
    ...named.filter((node) => secrets.has(node)).map((node) => found(names(node))),
    ...graph.ofType(...DATABASES).map((database) => {
      if (hasKey(texts, database)) return found(names(database));
      if (!named.includes(database) || isKnown(environment)) return NOTHING;
      // Something unknown of the database, unless a name of it that is known says why it is named.
      const known = ["identifier", "clusterIdentifier", "name"].map((path) => database.get(path));
      return texts.some((text) => known.includes(text)) ? unclear("environment") : found(names(database));
    }),
  ]);
}

const secretTypes = [SECRET, SECRET_VERSION, PARAMETER];
const names = ({ name }: Node) => `its environment names ${name}`;

/** RDS makes up such names for the secrets that it manages ("Password management with Amazon RDS and AWS Secrets Manager"). */
const MANAGED_SECRET = "arn:*:secretsmanager:*:*:secret:rds!*";

function byRole(graph: StackGraph, fn: Node, secrets: ReadonlySet<Node>): Answer<string> {
  return together(
    rolesAt(graph, fn, "role").roles.map((role) =>
      together([
        ...[...secrets].map((secret) => bySecret(graph, role, secret)),
        ...graph.ofType(...DATABASES).map((database) => byDatabase(graph, role, database)),
        logsIn(graph, role),
      ]),
    ),
  );
}

function bySecret(graph: StackGraph, role: Node, secret: Node): Answer<string> {
  if (secret.type === SECRET_VERSION) return NOTHING;
  const action = secret.type === SECRET ? "secretsmanager:GetSecretValue" : "ssm:GetParameter";
  const answer = mayDo(graph, role, action, secret);
  if (answer === "yes") return found(`its role may read ${secret.name}`);
  // The text is unknown because the secret is: what else would it be named for.
  return answer === "unknown" && isNamedByUnknown(graph, role, secret)
    ? found(`its role has a right on ${secret.name}`)
    : NOTHING;
}

function byDatabase(graph: StackGraph, role: Node, database: Node): Answer<string> {
  if (database.get("manageMasterUserPassword") !== true) return NOTHING;
  const arn = database.get("masterUserSecrets[0].secretArn");
  const answer = mayDo(
    graph,
    role,
    "secretsmanager:GetSecretValue",
    typeof arn === "string" ? arn : MANAGED_SECRET,
  );
  if (answer === "yes") return found(`its role may read the secret of ${database.name}`);
  return answer === "unknown" && isNamedByUnknown(graph, role, database)
    ? unclear(`what its role may do with ${database.name}`)
    : NOTHING;
}

const isNamedByUnknown = (graph: StackGraph, role: Node, target: Node): boolean =>
  policiesOfRole(graph, role)
    .filter(({ holder, path }) => !isKnown(holder.get(path)))
    .some(({ holder, path }) => graph.refs(holder, path, [target.type]).nodes.includes(target));

/** By a token of IAM, which is as good as a password. */
function logsIn(graph: StackGraph, role: Node): Answer<string> {
  const actions = allowing(policiesOfRole(graph, role)).flatMap(({ statement }) =>
    statement.isNotAction ? [] : statement.actions,
  );
  const isLogin = actions.some((action) => action !== UNKNOWN && action.toLowerCase().startsWith("rds-db:"));
  return isLogin ? found("its role may log in to a database") : NOTHING;
}
