import { arnCovers, arnsOverlap, covers, overlaps, withoutVariables } from "./arn-pattern";

test.each([
  ["s3:GetObject", "s3:GetObject", true],
  ["s3:GetObject", "s3:PutObject", false],
  ["s3:Get*", "s3:GetObject", true],
  ["s3:*", "s3:", true],
  ["*", "", true],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?", "a*", true],
  ["abc", "a?c", true],
  ["b/in/*", "b/*", true],
  ["b/in/*", "b/out/*", false],
  ["b/*/x", "b/y/*", true],
  ["*a", "b*", true],
  ["*a", "*b", false],
  ["ab*", "ab", true],
  ["ab", "abc", false],
  ["abc", "ab", false],
  ["ab", "ab?", false],
  ["?", "", false],
  ["?b", "?a", false],
  ["*", "?", true],
  ["*?", "", false],
  ["*", "*", true],
  ["*a*", "b*c*", true],
  ["*a", "b", false],
  ["", "", true],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect(overlaps(one, other)).toBe(expected);
  expect(overlaps(other, one)).toBe(expected);
});

test("many stars are no reason to search for ever", () => {
  expect(overlaps("*a".repeat(60), `${"*b".repeat(60)}c`)).toBe(false);
});

test.each([
  ["*", "anything at all", true],
  ["*", "two\nlines", true],
  ["s3:Get*", "s3:GetObject", true],
  ["s3:Get*", "s3:PutObject", false],
  ["s3:Get*", "xs3:GetObject", false],
  ["GetObject", "GetObjectAcl", false],
  ["b/in/*", "b/*", false],
  ["b/*", "b/in/*", true],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?", "a*", false],
  ["a.c", "abc", false],
  ["a+(b)|{c}[d]^$\\", "a+(b)|{c}[d]^$\\", true],
])("%s covers %s: %s", (outer, inner, expected) => expect(covers(outer, inner)).toBe(expected));

test.each([
  ["arn:aws:s3:::kept/in/*", "arn:*:s3:::kept/*", true, false],
  ["arn:aws:s3:::kept/*", "arn:*:s3:::kept/in/*", true, true],
  ["arn:aws:s3:::other/in/*", "arn:*:s3:::kept/*", false, false],
  ["arn:*:sqs:*:*:jobs", "arn:aws:sqs:eu-west-1:1:jobs", true, true],
  ["arn:*:sqs:*:*:jobs", "arn:aws:sqs:eu-west-1:1:other", false, false],
  ["arn:aws:lambda:r:1:function:f:*", "arn:aws:lambda:r:1:function:f:live", true, true],
  ["arn:aws:lambda:r:1:function:f", "arn:aws:lambda:r:1:function:f:live", false, false],
  ["arn:*:s3:::kept", "arn:aws:sqs:s3:::kept", false, false],
  ["arn:*:lambda:r:1:function:f:live", "arn:aws:s3:lambda:r:1:function:f:live", false, false],
  ["arn:aws:lambda:r:1:function:*", "arn:aws:lambda:r:1:layer:function:f", false, false],
  ["arn:aws:lambda:r:1:function:*", "arn:aws:lambda:r:1:function:f:live", true, true],
  ["arn:aws:lambda:r:1:function:f", "arn:aws:lambda:r:1:functionf", false, false],
  ["*", "arn:aws:s3:::kept", true, true],
  ["arn:aws:s3::*", "arn:aws:s3:::kept", true, true],
  ["arn:aws:s3*", "arn:aws:s3:::kept", true, true],
  ["arn:aws:s3*", "arn:aws:sqs:r:1:jobs", false, false],
])("of ARNs, %s and %s", (one, other, overlap, cover) => {
  expect(arnsOverlap(one, other)).toBe(overlap);
  expect(arnsOverlap(other, one)).toBe(overlap);
  expect(arnCovers(one, other)).toBe(cover);
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is IAM's syntax.
const variables = "b/${aws:username}/x/${aws:userid}";

test("a variable stands for any text", () => {
  expect(withoutVariables(variables)).toBe("b/*/x/*");
});
