import { truncateIp, wholeIp } from "./ip";

test.each([
  { address: "203.0.113.77", truncated: "203.0.113.0" },
  { address: "2001:db8:1234:5678::1", truncated: "2001:db8:1234::" },
  { address: "2001:0DB8:0001:0000:0000:0000:0000:0001", truncated: "2001:db8:1::" },
  { address: "2001:db8::1", truncated: "2001:db8::" },
  { address: "::1", truncated: "::" },
  { address: "fe80::1%eth0", truncated: "fe80::" },
  { address: "::ffff:203.0.113.77", truncated: "203.0.113.0" },
  { address: "::ffff:cb00:714d", truncated: "203.0.113.0" },
  { address: "", truncated: null },
  { address: "localhost", truncated: null },
  { address: "1.2.3.4, 5.6.7.8", truncated: null },
])("$address is kept as $truncated", ({ address, truncated }) => {
  expect(truncateIp(address)).toBe(truncated);
});

test("whole addresses stay as they are, and what is none is not kept", () => {
  expect(wholeIp("203.0.113.77")).toBe("203.0.113.77");
  expect(wholeIp("2001:db8::1")).toBe("2001:db8::1");
  expect(wholeIp("<script>")).toBeNull();
});
