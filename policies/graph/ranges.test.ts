import { isPrivate, isWorld } from "./ranges";

test.each([
  { range: "10.0.0.0/8", isIt: true },
  { range: "10.80.0.0/16", isIt: true },
  { range: "10.0.0.0/7", isIt: false },
  { range: "11.0.0.0/8", isIt: false },
  { range: "172.16.0.0/12", isIt: true },
  { range: "172.32.0.0/16", isIt: false },
  { range: "192.168.1.7", isIt: true },
  { range: "100.64.0.0/10", isIt: true },
  { range: "169.254.169.254/32", isIt: true },
  { range: "127.0.0.1/32", isIt: true },
  { range: "8.8.8.8/32", isIt: false },
  { range: "0.0.0.0/0", isIt: false },
  { range: "fd00::/8", isIt: true },
  { range: "fc00::/6", isIt: false },
  { range: "fe80::1", isIt: true },
  { range: "2001:db8::/32", isIt: false },
  { range: "::/0", isIt: false },
  { range: "somewhere", isIt: false },
  { range: "10.0.0.0/x8", isIt: false },
  { range: "10.0.0.0/8x", isIt: false },
  { range: "10.0.0.0/", isIt: false },
  { range: "", isIt: false },
])("$range is private: $isIt", ({ range, isIt }) => {
  expect(isPrivate(range)).toBe(isIt);
});

test.each([
  { range: "0.0.0.0/0", isIt: true },
  { range: " 0.0.0.0/0 ", isIt: true },
  { range: "0.0.0.0/1", isIt: true },
  { range: "128.0.0.0/1", isIt: true },
  { range: "64.0.0.0/7", isIt: true },
  { range: "64.0.0.0/8", isIt: false },
  { range: "0.0.0.0", isIt: false },
  { range: "10.0.0.0/8", isIt: false },
  { range: "::/0", isIt: true },
  { range: "2000::/3", isIt: true },
  { range: "2000::/15", isIt: true },
  { range: "2001:db8::/16", isIt: false },
  { range: "::", isIt: false },
  { range: "fc00::/7", isIt: false },
  { range: "somewhere/0", isIt: false },
  { range: "8.8.8.8/", isIt: false },
])("$range is the world: $isIt", ({ range, isIt }) => {
  expect(isWorld(range)).toBe(isIt);
});
