// Keyboard moves in an officers' list: J next, K previous, Enter open, X choose, / search, N take the next task, ? the
// list of keys. A list is [data-list-keys] with rows [data-row]; the row's first link is what Enter opens. The chosen row
// is aria-selected; a row with data-preview="URL" fills #preview through htmx.
import htmx from "htmx.org";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

function start(list) {
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const at = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  const choose = (index) => {
    const all = rows();
    if (all.length === 0) return;
    const row = all[Math.max(0, Math.min(index, all.length - 1))];
    all.forEach((other) => other.setAttribute("aria-selected", String(other === row)));
    row.querySelector("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (row.dataset.preview) htmx.ajax("GET", row.dataset.preview, { target: "#preview", swap: "innerHTML" });
  };
  const acts = {
    j: () => choose(at() + 1),
    k: () => choose(at() < 0 ? 0 : at() - 1),
    x: () => rows()[at()]?.querySelector("input[type=checkbox]")?.click(),
  };
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, button, input, label")) choose(rows().indexOf(row));
  });
  return acts;
}

export function startListKeys() {
  const list = document.querySelector("[data-list-keys]");
  const acts = {
    ...(list ? start(list) : {}),
    "/": () => document.querySelector("[data-key-search]")?.focus(),
    n: () => document.querySelector("[data-key-next]")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches(TYPING) || document.querySelector("dialog[open]")) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
