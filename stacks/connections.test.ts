import { connectionsOf, loadersMax, memoryGib } from "./connections";

test.each([
  { instanceClass: "db.t4g.micro", gib: 1, connections: 112 },
  { instanceClass: "db.t4g.medium", gib: 4, connections: 450 },
  { instanceClass: "db.m8g.large", gib: 8, connections: 901 },
  { instanceClass: "db.m8g.xlarge", gib: 16, connections: 1_802 },
  { instanceClass: "db.r8g.2xlarge", gib: 64, connections: 5_000 },
  { instanceClass: "db.x2g.large", gib: 32, connections: 3_604 },
])("$instanceClass has $gib GiB and takes $connections connections", (is) => {
  expect([memoryGib(is.instanceClass), connectionsOf(is.instanceClass)]).toEqual([is.gib, is.connections]);
});

test("loading takes a quarter of them at most", () => {
  expect(loadersMax("db.t4g.micro")).toBe(28);
});
