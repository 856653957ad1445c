/** Route 53's own errors, as its API answers them ("Common Errors" and each action's "Errors"). */
const statuses = {
  HealthCheckAlreadyExists: 409,
  HealthCheckVersionMismatch: 409,
  HostedZoneAlreadyExists: 409,
  HostedZoneNotEmpty: 400,
  InvalidChangeBatch: 400,
  InvalidDomainName: 400,
  InvalidInput: 400,
  NoSuchChange: 404,
  NoSuchHealthCheck: 404,
  NoSuchHostedZone: 404,
  TooManyHealthChecks: 400,
  UnknownOperationException: 404,
} as const;

export class Route53Error extends Error {
  override readonly name = "Route53Error";
  constructor(
    readonly code: keyof typeof statuses,
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return statuses[this.code];
  }
}

/** One message for all that is wrong with a batch, in brackets, as Route 53 lists it. */
export const invalidChangeBatch = (problems: readonly string[]): Route53Error =>
  new Route53Error("InvalidChangeBatch", `[${problems.join(", ")}]`);
