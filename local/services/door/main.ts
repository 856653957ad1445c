import { serve } from "../../process";
import { type DoorConfig, startDoor } from "./index";

serve((config: DoorConfig) => startDoor(config));
