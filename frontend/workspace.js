// Officers' pages. Every page reads and submits without this file.
import { startListKeys } from "./src/list_keys.js";
import { startSealPlace } from "./src/seal_place.js";
import { startSendKey } from "./src/send_key.js";
import { startShared } from "./src/shared.js";

startShared();
startListKeys();
startSendKey();
startSealPlace();
