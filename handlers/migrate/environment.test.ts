import { type MigrateVariables, parseMigrateEnvironment } from "./environment";

const variables: MigrateVariables = {
  REGION: "eu-west-1",
  BUILD: "b1",
  DATABASE_HOST: "db.example",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "holdfast",
  DATABASE_USER: "holdfast",
  DATABASE_SECRET_ARN: "arn:secret",
  DATABASE_AUTHENTICATION: "iam",
  DATABASE_CA_FILE: "/ca.pem",
};

test("reads what infra fills in", () => {
  expect(parseMigrateEnvironment({ ...variables })).toEqual({
    region: "eu-west-1",
    build: "b1",
    database: {
      ...{ host: "db.example", port: 5432, name: "holdfast", user: "holdfast" },
      ...{ secretArn: "arn:secret", authentication: "iam", caFile: "/ca.pem" },
    },
  });
});

test.each(Object.keys(variables))("names %s when it is missing", (name) => {
  expect(() => parseMigrateEnvironment({ ...variables, [name]: undefined })).toThrow(`${name} is not set.`);
});

test("tells every problem at once", () => {
  const broken = { ...variables, DATABASE_PORT: "5432.5", DATABASE_AUTHENTICATION: "none" };
  expect(() => parseMigrateEnvironment(broken)).toThrow(
    'DATABASE_PORT is "5432.5", not a whole number of 1 or more. DATABASE_AUTHENTICATION is "none", not one of secret, iam.',
  );
});
