import { serve } from "../../process";
import { startGate } from "./index";

serve(startGate);
