import fc from "fast-check";
import { matchRoute } from "./route";

const routes = (keys: readonly string[]) => keys.map((key) => ({ key, authorization: "NONE" }));
const documented = [
  "GET /pets/dog/1",
  "GET /pets/dog/{id}",
  "GET /pets/{proxy+}",
  "ANY /{proxy+}",
  "$default",
];

test.each([
  { title: "a full match", keys: documented, request: "GET /pets/dog/1", key: "GET /pets/dog/1" },
  {
    title: "a path variable",
    keys: documented,
    request: "GET /pets/dog/2",
    key: "GET /pets/dog/{id}",
    parameters: { id: "2" },
  },
  {
    title: "a greedy variable takes what is left",
    keys: documented,
    request: "GET /pets/cat/1",
    key: "GET /pets/{proxy+}",
    parameters: { proxy: "cat/1" },
  },
  {
    title: "another method falls to ANY",
    keys: documented,
    request: "POST /test/5",
    key: "ANY /{proxy+}",
    parameters: { proxy: "test/5" },
  },
  {
    title: "the root is no segment of a greedy variable",
    keys: documented,
    request: "GET /",
    key: "$default",
  },
  { title: "the root has its own route", keys: ["ANY /", "$default"], request: "GET /", key: "ANY /" },
  { title: "the named method goes before ANY", keys: ["ANY /i", "GET /i"], request: "GET /i", key: "GET /i" },
  {
    title: "the path goes before the method",
    keys: ["GET /{any}", "ANY /i"],
    request: "GET /i",
    key: "ANY /i",
  },
  { title: "nothing matches", keys: ["GET /i", "POST /events"], request: "POST /i", key: undefined },
  { title: "a slash at the end is another path", keys: ["GET /i"], request: "GET /i/", key: undefined },
  { title: "a longer path is another path", keys: ["GET /i"], request: "GET /i/j", key: undefined },
  { title: "case matters", keys: ["GET /i"], request: "GET /I", key: undefined },
  { title: "no routes", keys: [], request: "GET /i", key: undefined },
])("$title", ({ keys, request, key, parameters }) => {
  const [method, path] = request.split(" ") as [string, string];
  const match = matchRoute(routes(keys), method, path);
  expect(match?.route.key).toBe(key);
  expect(match?.pathParameters).toEqual(parameters);
});

test("the order of the routes never matters", () => {
  const all = [
    "GET /a",
    "ANY /a",
    "GET /{x}",
    "ANY /{x}",
    "POST /{x+}",
    "ANY /{x+}",
    "GET /a/{y}",
    "$default",
  ];
  const path = fc
    .array(fc.constantFrom("a", "b", ""), { maxLength: 3 })
    .map((parts) => `/${parts.join("/")}`);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(all, { minLength: 0 }),
      fc.constantFrom("GET", "POST", "PUT"),
      path,
      (keys, method, where) => {
        const inOrder = all.filter((key) => keys.includes(key));
        expect(matchRoute(routes(keys), method, where)?.route.key).toBe(
          matchRoute(routes(inOrder), method, where)?.route.key,
        );
      },
    ),
  );
});
