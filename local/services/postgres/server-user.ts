/** As whom Postgres runs: it refuses to be root. */
import { existsSync, statSync } from "node:fs";
import { HoldfastError } from "../../../errors";

export interface ServerUser {
  /** Owns the data. `undefined`: whoever runs this. */
  readonly uid?: number;
  /** The command line that runs a program as this user. */
  commandLine(program: string, args: readonly string[]): readonly [string, ...string[]];
}

/** Nothing of the developer's: PGDATA, PGPORT and their like would change the server. */
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** `nobody` of Linux, who owns nothing else. */
const NOBODY = 65534;
const SETPRIV = ["/usr/bin/setpriv", "/bin/setpriv"];

/**
 * An ordinary user runs Postgres as himself. Root hands it to the owner of the data, at first `nobody`, who keeps one right of root's:
 * to pass by the permissions of files, since the project, and so the binaries and the data, may lie in a folder that is root's alone.
 * Nobody can use that right through SQL: no superuser can log in.
 * @throws HF_LOCAL_ROOT for root without setpriv.
 */
export function serverUser(
  dataDir: string,
  { platform = process.platform, uid = process.getuid?.() ?? 1000, setprivs = SETPRIV } = {},
): ServerUser {
  if (uid !== 0) return { commandLine: (program, args) => [program, ...args] };
  const setpriv = setprivs.find((path) => existsSync(path));
  if (platform !== "linux" || setpriv === undefined) throw new HoldfastError("HF_LOCAL_ROOT", { platform });
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid || NOBODY;
  const only = "-all,+dac_override";
  const privileges = [
    `--reuid=${owner}`,
    `--regid=${owner}`,
    "--clear-groups",
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
    // Postgres looks for its files with access(2), which drops capabilities for an ordinary user unless told not to (capabilities(7)).
    "--securebits=+no_setuid_fixup",
    "--no-new-privs",
  ];
  return { uid: owner, commandLine: (program, args) => [setpriv, ...privileges, program, ...args] };
}
