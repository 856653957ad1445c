import { userInfo } from "node:os";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Pair } from "../operate/pair";
import { firstAnswer } from "./region";

/** Who AWS says is asking, in whichever region answers; the person's name on this machine where the emulator knows only root. */
export const caller = ({ regions, clients }: Pair): Promise<string> =>
  firstAnswer(
    regions.map(({ region }) => region),
    async (region) => {
      const { Arn = "" } = await clients.sts(region).send(new GetCallerIdentityCommand({}));
      return Arn.endsWith(":root") ? `${Arn} (${userInfo().username})` : Arn;
    },
  );
