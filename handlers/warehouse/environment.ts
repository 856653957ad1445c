/** Where the database is and how its password is found: the part of a function's environment that all of them share. */
import type { VariableReader } from "../variables";

export interface DatabaseVariables {
  DATABASE_HOST: string;
  DATABASE_PORT: string;
  DATABASE_NAME: string;
  DATABASE_USER: string;
  /** The managed secret of the master user: JSON with `password` ("Password management with Amazon RDS and AWS Secrets Manager"). */
  DATABASE_SECRET_ARN: string;
  /** `secret` or `iam`. */
  DATABASE_AUTHENTICATION: string;
  /** A file of certificates, PEM, one of which must have signed the server's. */
  DATABASE_CA_FILE: string;
}

/** secret: the user's password lies in Secrets Manager. iam: a signed token in its place, good for 15 minutes. */
export const authentications = ["secret", "iam"] as const;
export type Authentication = (typeof authentications)[number];

export interface DatabaseSettings {
  host: string;
  port: number;
  name: string;
  user: string;
  secretArn: string;
  authentication: Authentication;
  caFile: string;
}

export const readDatabase = (read: VariableReader<DatabaseVariables>): DatabaseSettings => ({
  host: read.text("DATABASE_HOST"),
  port: read.number("DATABASE_PORT", { min: 1, whole: true }),
  name: read.text("DATABASE_NAME"),
  user: read.text("DATABASE_USER"),
  secretArn: read.text("DATABASE_SECRET_ARN"),
  authentication: read.oneOf("DATABASE_AUTHENTICATION", authentications),
  caFile: read.text("DATABASE_CA_FILE"),
});
