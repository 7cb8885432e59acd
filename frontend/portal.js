// Citizens' pages. Every page reads and submits without this file.
import { startShared } from "./src/shared.js";
import { startSpeech } from "./src/speech.js";

startShared();
startSpeech();
