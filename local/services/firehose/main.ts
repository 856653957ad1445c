import { serve } from "../../process";
import { startFirehose } from "./service";

serve(startFirehose);
