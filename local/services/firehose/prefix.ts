/** Firehose's prefix expressions ("Custom Prefixes for Amazon S3 Objects"). Pure. */

/** What an expression may ask for. */
export interface PrefixValues {
  /** Arrival of the oldest record in the object; every timestamp expression of a prefix means this instant. */
  readonly arrivedAt: Date;
  /** Why a record goes to the error output. Only an error prefix may ask for it. */
  readonly errorOutputType?: string;
  /** Eleven random characters, new at each call. */
  readonly randomString: () => string;
}

const EXPRESSION = /!\{([^:}]*):([^}]*)\}/g;
const DEFAULT_TIMESTAMP = "!{timestamp:yyyy/MM/dd/HH/}";
const PREFIX_LENGTH_MAX = 512;

/** The prefix of an object's key. Without a timestamp expression, Firehose appends `yyyy/MM/dd/HH/`. */
export function evaluatePrefix(expression: string, values: PrefixValues): string {
  const whole = expression.includes("!{timestamp:") ? expression : expression + DEFAULT_TIMESTAMP;
  return whole.replace(EXPRESSION, (_, namespace: string, value: string) => {
    if (namespace === "timestamp") return formatTimestamp(value, values.arrivedAt);
    return value === "random-string" ? values.randomString() : (values.errorOutputType ?? "");
  });
}

/** What is wrong with the pair of prefixes, in Firehose's order; `undefined` when nothing is. */
export function prefixProblem(prefix: string, errorPrefix: string): string | undefined {
  const hasExpression = (text: string) => text.includes("!{");
  if (prefix.includes("!{firehose:error-output-type}"))
    return "Prefix cannot contain !{firehose:error-output-type}";
  if (hasExpression(prefix) && errorPrefix === "")
    return "ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.";
  if (hasExpression(errorPrefix) && !errorPrefix.includes("!{firehose:error-output-type}"))
    return "ErrorOutputPrefix must contain !{firehose:error-output-type} when it contains expressions.";
  return expressionProblem("Prefix", prefix) ?? expressionProblem("ErrorOutputPrefix", errorPrefix);
}

function expressionProblem(name: string, expression: string): string | undefined {
  if (expression.replace(EXPRESSION, "").includes("!{"))
    return `${name}: the sequence !{ can only appear in !{namespace:value} expressions.`;
  for (const [whole, namespace, value = ""] of expression.matchAll(EXPRESSION)) {
    if (namespace === "firehose" && (value === "random-string" || value === "error-output-type")) continue;
    if (namespace !== "timestamp") return `${name}: ${whole} is not an expression of Firehose's.`;
    const letter = unknownLetter(value);
    if (letter !== undefined)
      return `${name}: the local Firehose has no model of the letter ${letter} in ${whole}.`;
  }
  const sample = {
    arrivedAt: new Date(0),
    errorOutputType: "processing-failed",
    randomString: () => "x".repeat(11),
  };
  if (evaluatePrefix(expression, sample).length > PREFIX_LENGTH_MAX)
    return `${name} is longer than ${PREFIX_LENGTH_MAX} characters once evaluated.`;
  return undefined;
}

/** Runs of one letter are fields, quoted text and everything else stands for itself ("DateTimeFormatter", Java). */
const PATTERN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/g;

const FIELDS: Readonly<Record<string, (date: Date) => number>> = {
  y: (date) => date.getUTCFullYear(),
  u: (date) => date.getUTCFullYear(),
  M: (date) => date.getUTCMonth() + 1,
  d: (date) => date.getUTCDate(),
  D: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000) + 1,
  H: (date) => date.getUTCHours(),
  m: (date) => date.getUTCMinutes(),
  s: (date) => date.getUTCSeconds(),
};

/** A Java date pattern in UTC. Numeric fields only: `MMM` (a month's name) is refused by {@link prefixProblem}. */
export function formatTimestamp(pattern: string, date: Date): string {
  return pattern.replace(PATTERN, (run, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
    const field = letter === undefined ? undefined : FIELDS[letter];
    if (field === undefined) return run;
    const digits = String(field(date));
    // Two letters of a year are its last two digits; any other field is padded to the run's length.
    return (letter === "y" || letter === "u") && run.length === 2
      ? digits.slice(-2)
      : digits.padStart(run.length, "0");
  });
}

function unknownLetter(pattern: string): string | undefined {
  for (const [run, , letter] of pattern.matchAll(PATTERN)) {
    if (letter === undefined) continue;
    if (FIELDS[letter] === undefined || (letter === "M" && run.length > 2)) return run;
  }
  return undefined;
}
