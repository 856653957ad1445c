import { serve } from "../../process";
import { startRoute53 } from "./service";

serve(startRoute53);
