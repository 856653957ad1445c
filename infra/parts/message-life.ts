/** What SQS does with a message as time passes. Without any import, so that whoever checks settings loads no provider. */

/** Longest that SQS keeps a message, in seconds: 14 days. */
export const RETENTION_SECONDS = 14 * 86_400;

/** "Set the source queue's visibility timeout to at least six times the function's timeout" (Lambda with SQS). */
export const VISIBILITY_FACTOR = 6;
