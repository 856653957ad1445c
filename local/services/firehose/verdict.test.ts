import { refusalIn } from "./verdict";

const arn = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/s";
const answer = (type: string, message: string) => JSON.stringify({ __type: type, message });

test.each([
  { title: "done", status: 200, body: "{}", refusal: undefined },
  {
    title: "no such stream",
    status: 400,
    body: answer("ResourceNotFoundException", "…"),
    refusal: undefined,
  },
  {
    title: "denied, without a resource",
    status: 403,
    body: answer(
      "AccessDeniedException",
      "User: u is not authorized to perform: firehose:PutRecord because …",
    ),
    refusal: {
      type: "AccessDeniedException",
      status: 400,
      message: `User: u is not authorized to perform: firehose:PutRecord on resource: ${arn} because …`,
    },
  },
  {
    title: "a signature that does not hold",
    status: 403,
    body: answer("InvalidSignatureException", "m"),
    refusal: { type: "InvalidSignatureException", status: 400, message: "m" },
  },
])("$title", ({ status, body, refusal }) => {
  const found = refusalIn(status, body, arn);
  if (refusal === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject(refusal);
});

test("a failing IAM is no verdict", () => {
  expect(() => refusalIn(500, "oops", arn)).toThrow("500");
});
