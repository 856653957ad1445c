import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serviceDifferences } from "../services/differences";
import { localVersusAws } from "./document";
import { handlers } from "./handlers";

test("docs/local-versus-aws.md says what the tables say (npx holdfast docs writes it)", () => {
  const written = readFileSync(join(__dirname, "..", "..", "docs", "local-versus-aws.md"), "utf8");
  expect(written).toBe(localVersusAws(handlers, serviceDifferences));
});

test("a cell cannot break its table", () => {
  const text = localVersusAws([], [{ service: "S3", difference: "a | b", why: "c" }]);
  expect(text).toContain("| S3 | a \\| b | c |");
});
