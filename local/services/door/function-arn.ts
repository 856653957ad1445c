/** Pure: the function that an integration's URI names; undefined when it names none. */
export function functionOf(uri: string): { readonly arn: string; readonly qualifier?: string } | undefined {
  // The whole invocation path, or the function's ARN alone: both are accepted ("CreateIntegration").
  const named = /(arn:aws:lambda:[\w-]+:\d+:function:[\w-]+)(?::([\w$-]+))?(?:\/invocations)?$/.exec(uri);
  if (!named?.[1]) return undefined;
  return { arn: named[1], ...(named[2] && { qualifier: named[2] }) };
}
