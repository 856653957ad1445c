/** What Stryker leaves as it is, each with its reason, which the report shows. */

const PROSE = new Set(["demands", "why", "breaks", "mend", "description"]);
const CLOSED = new Set(["scope", "severity"]);

const keyOf = (path) => (path?.isObjectProperty() ? path.node.key.name : undefined);

export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "prose-and-closed-types",
    value: {
      shouldIgnore(path) {
        const property = path.findParent((above) => above.isObjectProperty());
        const key = keyOf(path) ?? keyOf(property);
        if (PROSE.has(key)) return "Prose for people, of which docs/policies.md is made.";
        if (!path.isStringLiteral()) return undefined;
        const holder = property?.findParent((above) => keyOf(above) === "parameters");
        if (CLOSED.has(key) || (key === "type" && holder)) return "Any other string does not compile.";
        return undefined;
      },
    },
  },
];
