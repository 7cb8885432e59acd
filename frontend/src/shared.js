// What citizens' and officers' pages have in common.
import { startAutosave } from "./autosave.js";
import { startComboboxes } from "./combobox.js";
import { startCopying } from "./copy.js";
import { startDialogs } from "./dialog.js";
import { startForms } from "./forms.js";
import { startHtmx } from "./htmx.js";
import { startPreferences } from "./preferences.js";
import { startTabs } from "./tabs.js";

export function startShared() {
  startPreferences();
  startHtmx();
  startComboboxes();
  startDialogs();
  startCopying();
  startForms();
  startAutosave();
  startTabs();
}
