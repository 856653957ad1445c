/** docs/local-versus-aws.md, from the tables that the provider works by. Pure. */
import type { ServiceDifference } from "../services/differences";
import type { ResourceHandler } from "./handler";

export function localVersusAws(
  handlers: readonly ResourceHandler[],
  services: readonly ServiceDifference[],
): string {
  const sorted = [...handlers].sort((a, b) => (a.type < b.type ? -1 : 1));
  return [
    "# This machine versus AWS",
    "",
    "Generated from `local/provider/` and `local/services/differences.ts` by `npx holdfast docs`. Do not edit.",
    "",
    "A property that stands in neither table is refused with `HF_LOCAL_UNMODELLED`: nothing is dropped silently.",
    "",
    "## Services",
    "",
    "| Service | Here | Why that may be |",
    "|---|---|---|",
    ...services.map(({ service, difference, why }) => row(service, difference, why)),
    "",
    "## Resources that behave otherwise",
    "",
    "| Resource | Here |",
    "|---|---|",
    ...sorted.flatMap(({ type, differences = [] }) => differences.map((text) => row(nameOf(type), text))),
    "",
    "## Resources that nobody looks at",
    "",
    "`npm run drift` takes them for as they were left, and says how many there are. On AWS Pulumi's provider looks at all.",
    "",
    sorted
      .filter(({ look }) => !look)
      .map(({ type }) => nameOf(type))
      .join(", "),
    "",
    "## Properties that are left out",
    "",
    "| Resource | Property | Why that may be |",
    "|---|---|---|",
    ...sorted.flatMap(({ type, ignores = {} }) =>
      Object.entries(ignores).map(([path, why]) => row(nameOf(type), code(path), why)),
    ),
    "",
    "## Properties that are modelled",
    "",
    "| Resource | Properties |",
    "|---|---|",
    ...sorted.map(({ type, models }) => row(nameOf(type), models.map(code).join(", "))),
    "",
  ].join("\n");
}

/** `aws:s3/bucket:Bucket` is `s3.Bucket` to whoever writes a program. */
const nameOf = (type: string) => {
  const [, module = "", name = ""] = type.split(":");
  return code(`${module.split("/")[0]}.${name}`);
};

const code = (text: string) => `\`${text}\``;
const row = (...cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
