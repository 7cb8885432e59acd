// The page that verifies certificates: scanning a code and checking files. Loaded there only: the reader of codes is large.
import { startFiles } from "./src/verify_files.js";
import { startScanning } from "./src/verify_scan.js";

startScanning(document.querySelector("[data-scan]"));
startFiles(document.querySelector("form[data-verify-files]"));
