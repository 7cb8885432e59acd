// Rules of forms: conditions and computed values at once, while somebody types. Loaded only where a form has rules;
// without it the server answers after the next step. The exports are for the conformance test.
import { startRules } from "./src/rules.js";

export { evaluate, plain } from "./src/feel.js";

if (globalThis.document) startRules();
