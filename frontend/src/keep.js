// Nothing typed is lost: <form data-keep="name"> keeps its unsent fields in this tab's sessionStorage until the server has
// them. They are put back when the same form opens again, as after a login that came in between. The server has them
// when an autosave succeeded (event govhall:saved) or a later page says data-keep-clear="name". Files are never kept.
import { rebuildRows } from "./rows.js";

const REST = 300;
const SKIPPED = new Set(["csrfmiddlewaretoken", "act", "shown", "checked"]);

function fields(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name));
}

function store(key, pairs) {
  try {
    if (pairs === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(pairs));
  } catch {
    // A browser that forbids storage still has the autosave.
  }
}

function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

// Put the kept values into the controls that are there; answer the names that changed.
function putBack(form, pairs) {
  const kept = new Map();
  for (const [name, value] of pairs) kept.set(name, [...(kept.get(name) ?? []), value]);
  let changed = false;
  for (const control of form.elements) {
    if (!control.name || SKIPPED.has(control.name) || control.type === "file" || control.type === "hidden") continue;
    const values = kept.get(control.name) ?? [];
    if (control.type === "radio" || control.type === "checkbox") {
      const on = values.includes(control.value);
      changed ||= on !== control.checked;
      control.checked = on;
    } else if (values.length && !control.readOnly && control.value !== values[0]) {
      changed = true;
      control.value = values[0];
    }
  }
  return changed;
}

function start(form) {
  const key = `keep:${form.dataset.keep}`;
  const pairs = stored(key);
  if (pairs && putBack(form, pairs)) {
    document.querySelector("[data-kept]")?.removeAttribute("hidden");
    form.dispatchEvent(new Event("input", { bubbles: true })); // the autosave takes it from here
    rebuildRows(form);
    if (!form.dataset.autosave) store(key, null);
  }
  let timer;
  const keep = () => store(key, fields(form));
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep();
  });
  form.addEventListener("govhall:saved", () => {
    clearTimeout(timer);
    store(key, null);
  });
}

export function startKeeping() {
  for (const part of document.querySelectorAll("[data-keep-clear]")) store(`keep:${part.dataset.keepClear}`, null);
  for (const form of document.querySelectorAll("form[data-keep]")) start(form);
}
