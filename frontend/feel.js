// The try-out of one FEEL expression. The page works without this file.
import { startFeel } from "./src/feel_field.js";

startFeel();
