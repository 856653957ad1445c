import { pack } from "../event/pack";
import { type BatchAnswer, refusalCode, refusedRecords } from "./refused-records";

const sent = ["a", "b", "c"].flatMap((line) => pack([line]));
const accepted = { RecordId: "id" };
const refused = { ErrorCode: "InternalFailure" };

test.each<{ title: string; answer: BatchAnswer; refused: string }>([
  {
    title: "none",
    answer: { FailedPutCount: 0, RequestResponses: [accepted, accepted, accepted] },
    refused: "",
  },
  {
    title: "by index",
    answer: { FailedPutCount: 2, RequestResponses: [refused, accepted, refused] },
    refused: "ac",
  },
  {
    title: "one with neither id nor error",
    answer: { FailedPutCount: 0, RequestResponses: [accepted, {}, accepted] },
    refused: "b",
  },
  {
    title: "one with both id and error",
    answer: { FailedPutCount: 1, RequestResponses: [accepted, { ...accepted, ...refused }, accepted] },
    refused: "b",
  },
  {
    title: "by index without a count",
    answer: { RequestResponses: [accepted, accepted, refused] },
    refused: "c",
  },
])("refused: $title", ({ answer, refused }) => {
  expect(
    refusedRecords(sent, answer)
      .map(({ data }) => data.toString().trim())
      .join(""),
  ).toBe(refused);
});

test.each<{ title: string; answer: BatchAnswer }>([
  { title: "too few answers", answer: { FailedPutCount: 0, RequestResponses: [accepted] } },
  { title: "too many answers", answer: { RequestResponses: [accepted, accepted, accepted, accepted] } },
  { title: "no answers", answer: {} },
  {
    title: "more failures than refused records",
    answer: { FailedPutCount: 1, RequestResponses: [accepted, accepted, accepted] },
  },
])("cannot be matched: $title", ({ answer }) => {
  expect(() => refusedRecords(sent, answer)).toThrow("HF_DELIVERY_ANSWER_COUNT");
});

test("the reason is the first refusal's code", () => {
  expect(refusalCode({ RequestResponses: [accepted, refused] })).toBe("InternalFailure");
  expect(refusalCode({ RequestResponses: [{}] })).toBe("NoRecordId");
});
