import { UNKNOWN } from "../graph";
import { TemporaryProgram } from "../testing/temporary-program";
import { preview } from ".";

jest.setTimeout(120_000); // Each run is a process of a second or two, longer where others run beside it.

const program = new TemporaryProgram(`
  const theirs = new Thing("theirs", {}, { id: "theirs-1" });
  const made = new Thing("made", { value: theirs.id });
  new Thing("user", { value: [made.id, made.arn, theirs.arn, made.token] });
  const group = new Group("group");
  export const id = made.id;
`);
afterAll(() => program.remove());

const run = async (suppose?: boolean) => {
  const { resources, outputs } = await preview({ programDir: program.dir, stack: "dev", suppose });
  const named = (name: string) => resources.find((resource) => resource.name === name);
  return {
    outputs,
    theirs: named("theirs"),
    made: named("made"),
    user: named("user"),
    group: named("group"),
  };
};

test("a preview knows of what is made only what the program says, and of what is read its id", async () => {
  const { outputs, theirs, made, user } = await run();
  expect(outputs).toEqual({ id: UNKNOWN });
  expect(theirs).toMatchObject({ custom: true, isRead: true, id: "theirs-1" });
  expect(made).toMatchObject({ inputs: { value: "theirs-1" } });
  expect(made).not.toHaveProperty("id");
  expect(user?.inputs.value).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
});

test("a preview that supposes hands on what AWS would make up, and invents nothing of what is read", async () => {
  const { outputs, theirs, made, user, group } = await run(true);
  expect(made?.id).toMatch(/^made-[0-9a-f]{7}$/);
  expect(made?.outputs?.arn).toContain(made?.id);
  expect(outputs).toEqual({ id: made?.id });
  expect(user?.inputs.value).toEqual([made?.id, made?.outputs?.arn, UNKNOWN, UNKNOWN]);
  expect(theirs).not.toHaveProperty("outputs");
  expect(group).not.toHaveProperty("id");
});
