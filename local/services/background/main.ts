import { serve } from "../../process";
import { startBackground } from "./service";

serve(startBackground);
