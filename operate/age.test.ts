import { ageText } from "./age";

test.each([
  { seconds: 0, text: "0 s" },
  { seconds: -5, text: "0 s" },
  { seconds: 59.4, text: "59 s" },
  { seconds: 60, text: "1 min" },
  { seconds: 125, text: "2 min" },
  { seconds: 3_599, text: "59 min" },
  { seconds: 3_600, text: "1 h" },
  { seconds: 12_000, text: "3 h 20 min" },
  { seconds: 86_400 + 7_200 + 60, text: "1 d 2 h" },
])("$seconds s is $text", ({ seconds, text }) => {
  expect(ageText(seconds)).toBe(text);
});
