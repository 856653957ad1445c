import { Archive } from "../../engine/assets";
import { hold, of, place } from "./testing/talk";

const code = new Archive(new Map([["index.js", Buffer.from("exports.handler = () => 1;")]]));
const active = {
  FunctionArn: "arn:f",
  CodeSha256: "sha",
  Version: "$LATEST",
  State: "Active",
  LastUpdateStatus: "Successful",
};
const pending = { ...active, State: "Pending" };
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

describe("a function", () => {
  const inputs = { name: "f", role: "arn:r", runtime: "nodejs22.x", handler: "index.handler", code };
  const lambda = of("aws:lambda/function:Function");

  test("is ready only when Lambda says so, and knows where AWS is, here and in the peer region", () => {
    const { commands, waits, result } = hold(
      lambda.create({ ...inputs, environment: { variables: { BUILD: "b" } } }, place),
      [{}, pending, pending, active],
    );
    expect(commands[0]).toEqual([
      "CreateFunctionCommand",
      expect.objectContaining({
        Environment: {
          Variables: {
            BUILD: "b",
            AWS_ENDPOINT_URL: "http://eu",
            PEER_S3_ENDPOINT_URL: "http://us",
            NAMES_DNS: "127.0.0.1:0",
            NAMES_HTTP_PORT: "0",
          },
        },
      }),
    ]);
    expect(waits).toBe(2);
    expect(result).toMatchObject({
      id: "f",
      outputs: {
        invokeArn: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:f/invocations",
      },
    });
  });

  test.each([
    {
      title: "its code by hash, as the state file holds it",
      before: { ...inputs, code: { $archive: "old" } },
      code: true,
    },
    { title: "its configuration alone", before: { ...inputs, timeout: 5 }, code: false },
  ])("is updated in $title", ({ before, code: sent }) => {
    const { commands } = hold(lambda.update?.("f", inputs, place, { inputs: before, outputs: {} }) as never, [
      ...(sent ? [{}, active] : []),
      {},
      active,
    ]);
    const names = commands.map(([name]) => name);
    expect(names.includes("UpdateFunctionCodeCommand")).toBe(sent);
    expect(names).toContain("UpdateFunctionConfigurationCommand");
  });
});

describe("a function that publishes", () => {
  const inputs = {
    ...{ name: "f", role: "arn:r", runtime: "nodejs22.x", handler: "index.handler", code },
    publish: true,
  };
  const lambda = of("aws:lambda/function:Function");

  test("has its first version from the beginning", () => {
    const { commands, result } = hold(lambda.create(inputs, place), [{}, active, { Version: "1" }]);
    expect(commands.at(-1)).toEqual(["PublishVersionCommand", { FunctionName: "f" }]);
    expect(result).toMatchObject({ outputs: { arn: "arn:f", version: "1", qualifiedArn: "arn:f:1" } });
  });

  test.each([
    { title: "other code", before: { code: { $archive: "old" } }, version: "2" },
    { title: "another configuration", before: { timeout: 5 }, version: "2" },
    { title: "a first version", before: { publish: undefined }, version: "2" },
    {
      title: "nothing that a version holds",
      before: { reservedConcurrentExecutions: 5 },
      version: undefined,
    },
  ])("$title: version $version", ({ before, version }) => {
    const { commands, result } = hold(
      lambda.update?.("f", inputs, place, { inputs: { ...inputs, ...before }, outputs: {} }) as never,
      [
        ...("code" in before ? [{}, active] : []),
        {},
        ...("reservedConcurrentExecutions" in before ? [{}] : []),
        active,
        { Version: "2" },
      ],
    );
    const names = commands.map(([name]) => name);
    expect(names.includes("PublishVersionCommand")).toBe(version !== undefined);
    expect((result as { version?: string }).version).toBe(version);
  });
});

describe("a deletion", () => {
  test("empties a bucket that may be destroyed, and only such a one", () => {
    const bucket = of("aws:s3/bucket:Bucket");
    expect(hold(bucket.delete("b", {}, place, {})).commands).toEqual([
      ["DeleteBucketCommand", { Bucket: "b" }],
    ]);
    const { commands } = hold(bucket.delete("b", { forceDestroy: true }, place, {}), [
      { Versions: [{ Key: "k", VersionId: "1" }], DeleteMarkers: [{ Key: "k", VersionId: "2" }] },
    ]);
    expect(commands.map(([name]) => name)).toEqual([
      "ListObjectVersionsCommand",
      "DeleteObjectsCommand",
      "ListObjectVersionsCommand",
      "DeleteBucketCommand",
    ]);
  });

  test("of a mapping lasts until Lambda no longer knows it", () => {
    const mapping = of("aws:lambda/eventSourceMapping:EventSourceMapping");
    const { waits } = hold(mapping.delete("id", {}, place, {}), [{}, {}, named("ResourceNotFoundException")]);
    expect(waits).toBe(1);
    expect(() => hold(mapping.delete("id", {}, place, {}), [{}, named("AccessDenied")])).toThrow(
      "AccessDenied",
    );
  });

  test("of a record that is gone is done, and any other refusal is not", () => {
    const record = of("aws:route53/record:Record");
    const inputs = { zoneId: "Z", name: "n", type: "A" };
    const gone = named("InvalidChangeBatch", "Tried to delete resource record set, but it was not found");
    expect(hold(record.delete("id", inputs, place, {}), [gone]).commands).toHaveLength(1);
    expect(() => hold(record.delete("id", inputs, place, {}), [named("NoSuchHostedZone")])).toThrow();
  });
});

describe("a certificate's validation", () => {
  const record = { Name: "_x.e.example.", Type: "CNAME", Value: "v" };
  const certificate = {
    DomainName: "e.example",
    DomainValidationOptions: [{ DomainName: "e.example", ResourceRecord: record }],
  };
  const validation = of("aws:acm/certificateValidation:CertificateValidation");

  test("waits until it is issued", () => {
    const { result, waits } = hold(
      validation.create({ certificateArn: "arn:c", validationRecordFqdns: ["_x.e.example"] }, place),
      [
        { Certificate: { ...certificate, Status: "PENDING_VALIDATION" } },
        { Certificate: { ...certificate, Status: "ISSUED" } },
      ],
    );
    expect(result.outputs).toEqual({ certificateArn: "arn:c" });
    expect(waits).toBe(1);
  });

  test("names the record that nobody made", () => {
    const talk = validation.create(
      { certificateArn: "arn:c", validationRecordFqdns: ["_other.example"] },
      place,
    );
    expect(() => hold(talk, [{ Certificate: { ...certificate, Status: "ISSUED" } }])).toThrow(
      /HF_LOCAL_VALIDATION: The certificate of e\.example waits for the validation record _x\.e\.example\./,
    );
  });
});
