import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresBinaries } from "./binaries";
import { serverUser } from "./server-user";

const nowhere = join(tmpdir(), "holdfast-no-such-folder");
/** Any program that is there; nothing is run. */
const setpriv = process.execPath;
const root = { platform: "linux" as NodeJS.Platform, uid: 0, setprivs: ["/no/setpriv", setpriv] };

test("an ordinary user runs Postgres as himself", () => {
  const { uid, commandLine } = serverUser(nowhere, { ...root, uid: 1000 });
  expect(uid).toBeUndefined();
  expect(commandLine("postgres", ["-D", "data"])).toEqual(["postgres", "-D", "data"]);
});

test("root hands a new folder to nobody, with one right of root's and no way to more", () => {
  const { uid, commandLine } = serverUser(nowhere, root);
  expect(uid).toBe(65534);
  expect(commandLine("postgres", ["-D", "data"])).toEqual([
    setpriv,
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
    "--bounding-set=-all,+dac_override",
    "--securebits=+no_setuid_fixup",
    "--no-new-privs",
    "postgres",
    "-D",
    "data",
  ]);
});

test("root hands existing data to their owner", () => {
  expect(serverUser(__dirname, root).uid).toBe(statSync(__dirname).uid || 65534);
});

test.each([
  { title: "without setpriv", over: { setprivs: ["/no/setpriv"] } },
  { title: "on macOS", over: { platform: "darwin" as NodeJS.Platform } },
])("root $title is told what to do", ({ over }) => {
  expect(() => serverUser(nowhere, { ...root, ...over })).toThrow(/HF_LOCAL_ROOT: /);
});

test("a platform without a package is named", async () => {
  await expect(postgresBinaries("sunos-sparc")).rejects.toThrow(/HF_LOCAL_POSTGRES: .* for sunos-sparc /);
});
