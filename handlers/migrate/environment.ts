/** The contract between infra, which fills the environment of `migrate`, and `migrate`, which reads it. */
import { VariableReader, type Variables } from "../variables";
import { type DatabaseSettings, type DatabaseVariables, readDatabase } from "../warehouse/environment";

export interface MigrateVariables extends DatabaseVariables {
  REGION: string;
  BUILD: string;
}

export interface MigrateEnvironment {
  region: string;
  build: string;
  database: DatabaseSettings;
}

/** @throws HF_FUNCTION_ENVIRONMENT with every problem at once. */
export function parseMigrateEnvironment(variables: Variables): MigrateEnvironment {
  const read = new VariableReader<MigrateVariables>(variables);
  const environment: MigrateEnvironment = {
    region: read.text("REGION"),
    build: read.text("BUILD"),
    database: readDatabase(read),
  };
  read.done("migrate");
  return environment;
}
