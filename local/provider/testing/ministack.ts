/** MiniStack alone, standing for every service of AWS: what is proven with it is that each command is understood. */
import { join } from "node:path";
import { installMinistack } from "../../services/ministack/install";
import { type Ministack, startMinistack } from "../../services/ministack/launch";
import { place } from "./talk";

/** @param dir the test's own: its data and its log lie there. */
export const ministackIn = async (dir: string): Promise<Ministack> =>
  startMinistack({
    installation: await installMinistack(),
    dataDir: join(dir, "ministack"),
    accountId: place.accountId,
    logFile: join(dir, "ministack.log"),
  });
