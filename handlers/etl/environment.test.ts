import { parseEtlEnvironment } from "./environment";

const variables = {
  REGION: "eu-west-1",
  BUILD: "b1",
  ACCOUNT_ID: "000000000000",
  LAKE_BUCKET: "lake",
  QUEUE_URL: "https://sqs.example/q",
  RETRY_BASE_SECONDS: "30",
  RETRY_SECONDS_MAX: "900",
  PAST_YEARS_MAX: "20",
  FUTURE_HOURS_MAX: "24",
  PARTITION_DAYS: "90",
  DATABASE_HOST: "127.0.0.1",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "holdfast",
  DATABASE_USER: "holdfast",
  DATABASE_SECRET_ARN: "arn",
  DATABASE_AUTHENTICATION: "secret",
  DATABASE_CA_FILE: "/ca.pem",
};

test("every variable has its place", () => {
  expect(parseEtlEnvironment({ ...variables, AWS_LAMBDA_FUNCTION_NAME: "h-etl" })).toEqual({
    functionName: "h-etl",
    region: "eu-west-1",
    build: "b1",
    accountId: "000000000000",
    lakeBucket: "lake",
    queueUrl: "https://sqs.example/q",
    retry: { baseSeconds: 30, secondsMax: 900 },
    window: { pastYearsMax: 20, futureHoursMax: 24 },
    partitionDays: 90,
    database: expect.objectContaining({ host: "127.0.0.1", port: 5432 }),
  });
});

test.each(Object.keys(variables))("%s must be set", (name) => {
  expect(() => parseEtlEnvironment({ ...variables, [name]: "" })).toThrow(`${name} is not set.`);
});

test("every problem at once", () => {
  expect(() =>
    parseEtlEnvironment({ ...variables, PARTITION_DAYS: "1.5", RETRY_BASE_SECONDS: "-1" }),
  ).toThrow(/HF_FUNCTION_ENVIRONMENT.*RETRY_BASE_SECONDS is "-1".*PARTITION_DAYS is "1.5"/);
});
