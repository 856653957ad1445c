/** Pure: whether a function's resource policy lets API Gateway call it for a route. */

/** The ARN by which a route of an API is named in `aws:SourceArn` ("Control access to an HTTP API by IAM"). */
export function routeArn(place: {
  readonly region: string;
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly routeKey: string;
}): string {
  const [method, path = ""] = place.routeKey.split(" ", 2);
  const route = place.routeKey === "$default" ? "$default" : `${method === "ANY" ? "*" : method}${path}`;
  return `arn:aws:execute-api:${place.region}:${place.accountId}:${place.apiId}/${place.stage}/${route}`;
}

/** @param policy the JSON document of GetPolicy; undefined when the function has none */
export function mayInvoke(policy: string | undefined, sourceArn: string, accountId: string): boolean {
  if (policy === undefined) return false;
  const { Statement } = JSON.parse(policy) as { Statement?: readonly PolicyStatement[] };
  const matching = (Statement ?? []).filter(
    (statement) => concernsGateway(statement) && conditionsHold(statement.Condition, sourceArn, accountId),
  );
  return (
    matching.some(({ Effect }) => Effect === "Allow") && !matching.some(({ Effect }) => Effect === "Deny")
  );
}

interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

function concernsGateway({ Principal, Action }: PolicyStatement): boolean {
  const service =
    typeof Principal === "object" && Principal !== null && "Service" in Principal
      ? Principal.Service
      : Principal;
  const principals = [service].flat();
  const actions = [Action].flat();
  return (
    principals.some((one) => one === "*" || one === "apigateway.amazonaws.com") &&
    actions.some((one) => ["lambda:InvokeFunction", "lambda:*", "*"].includes(one ?? ""))
  );
}

/** A condition that is not known here does not hold: better a visible 500 than a permission too wide. */
function conditionsHold(
  conditions: PolicyStatement["Condition"],
  sourceArn: string,
  accountId: string,
): boolean {
  const known: Record<string, string> = { "aws:sourcearn": sourceArn, "aws:sourceaccount": accountId };
  return Object.entries(conditions ?? {}).every(([operator, values]) =>
    Object.entries(values).every(([key, wanted]) => {
      const actual = known[key.toLowerCase()];
      if (actual === undefined) return false;
      const isPattern = /^(Arn(Like|Equals)|StringLike)$/.test(operator);
      if (!isPattern && operator !== "StringEquals") return false;
      return [wanted].flat().some((one) => (isPattern ? isLike(one as string, actual) : one === actual));
    }),
  );
}

/** `*` stands for any text, `?` for one character. */
function isLike(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
