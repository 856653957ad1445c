import { Executions } from "./executions";

test("no more executions than are reserved are under way, and each that ends makes room for another", () => {
  const executions = new Executions();
  const first = executions.begin("collect", 2);
  expect(first).toBeDefined();
  expect(executions.begin("collect", 2)).toBeDefined();
  expect(executions.begin("collect", 2)).toBeUndefined();
  first?.();
  expect(executions.begin("collect", 2)).toBeDefined();
  expect(executions.begin("collect", 2)).toBeUndefined();
});

test("functions do not share what is reserved, and without a reservation nothing is refused", () => {
  const executions = new Executions();
  expect(executions.begin("collect", 1)).toBeDefined();
  expect(executions.begin("other", 1)).toBeDefined();
  for (let each = 0; each < 100; each += 1) expect(executions.begin("free", undefined)).toBeDefined();
});

test("0 reserved switches a function off", () => {
  expect(new Executions().begin("collect", 0)).toBeUndefined();
});
