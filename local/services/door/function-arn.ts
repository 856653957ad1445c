/** Pure: the function that an integration's URI names; undefined when it names none. */
export function functionOf(
  uri: string,
): { readonly arn: string; readonly name: string; readonly qualifier?: string } | undefined {
  // The whole invocation path, or the function's ARN alone: both are accepted ("CreateIntegration").
  const named = /(arn:aws:lambda:[\w-]+:\d+:function:([\w-]+))(?::([\w$-]+))?(?:\/invocations)?$/.exec(uri);
  const [, arn, name, qualifier] = named ?? [];
  return arn && name ? { arn, name, ...(qualifier && { qualifier }) } : undefined;
}
