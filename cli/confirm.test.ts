import { PassThrough } from "node:stream";
import { confirmed } from "./confirm";
import { Interrupted } from "./terminal";

const terminal = () => ({
  input: Object.assign(new PassThrough(), { isTTY: true }),
  output: Object.assign(new PassThrough(), { isTTY: true }),
});

test.each([
  { title: "y is a yes", typed: "y\r", answer: true },
  { title: "yes is a yes", typed: "Yes\r", answer: true },
  { title: "anything else is a no", typed: "sure\r", answer: false },
  { title: "nothing is a no", typed: "\r", answer: false },
])("$title", async ({ typed, answer }) => {
  const person = terminal();
  const asked = confirmed("Go?", false, person);
  person.input.write(typed);
  expect(await asked).toBe(answer);
});

test.each([
  { title: "Ctrl-C", typed: "\x03" },
  { title: "Ctrl-D", typed: "\x04" },
])("$title interrupts", async ({ typed }) => {
  const person = terminal();
  const asked = confirmed("Go?", false, person);
  person.input.write(typed);
  await expect(asked).rejects.toBeInstanceOf(Interrupted);
});

test("where nobody can be asked it is a no", async () => {
  const output = new PassThrough();
  expect(await confirmed("Go?", false, { input: new PassThrough(), output })).toBe(false);
  expect(String(output.read())).toBe("Go? Nobody can be asked here: say --yes.\n");
});

test("--yes asks nobody", async () => {
  expect(await confirmed("Go?", true, terminal())).toBe(true);
});
