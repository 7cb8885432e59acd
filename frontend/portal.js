// Citizens' pages. Every page reads and submits without this file.
import { startCountdown } from "./src/countdown.js";
import { startKeeping } from "./src/keep.js";
import { startRows } from "./src/rows.js";
import { startShared } from "./src/shared.js";
import { startSpeech } from "./src/speech.js";
import { startUploads } from "./src/upload.js";

startShared();
startRows();
startUploads();
startKeeping();
startSpeech();
startCountdown();
