/** Which actions and resources of a statement stand for more than anybody can have meant. */

/** A kind of resource, and then any of them: `table/*`, `function:*`. A bucket, queue or topic has no such word before its name. */
const KINDS =
  /^(table|function|layer|log-group|role|user|group|policy|secret|key|alias|stream|deliverystream|parameter|cluster|service|task|task-definition|instance|network-interface|security-group|subnet|vpc|volume|stateMachine|event-bus|rule|repository|db|certificate|distribution|hostedzone|healthcheck|project|schedule|alarm|backup-vault|workgroup|database|userpool|identity)[/:](.*)$/;

const ANY = /^[*?/:]*\*[*?/:]*$/;

/** Whether it names everything, or everything of a service or of a kind: any bucket, any queue of the account, any table. */
export function isWildResource(resource: string): boolean {
  if (ANY.test(resource)) return true;
  const [arn, , service, , , ...rest] = resource.split(":");
  if (arn !== "arn") return false;
  if (service === "*") return true;
  const named = rest.join(":");
  if (service === "s3") return ANY.test(named.split("/")[0] ?? "");
  const [, , inKind = named] = KINDS.exec(named) ?? [];
  return ANY.test(inKind);
}

/** `*`, `s3:*`, `s3:Get*`. */
export const isWildAction = (action: string): boolean => /[*?]/.test(action);

/** `*` and `s3:*`: all that there is of a service. */
export const isWholeService = (action: string): boolean => /(^|:)\*$/.test(action);
