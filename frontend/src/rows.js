// A form whose fields hang on answers: choosing [data-changes-form] asks the server for the sections anew (htmx event
// answers-changed on [data-form-sections]). Text that is typed while the answer is on its way stays.
import htmx from "htmx.org";

const TEXT = "input[name]:not([type=radio], [type=checkbox], [type=hidden], [type=file]), textarea[name]";

export function rebuildRows(form) {
  const sections = form.querySelector("[data-form-sections]");
  if (sections) htmx.trigger(sections, "answers-changed");
}

function start(sections) {
  let typed = new Map();
  let since = new Map();
  const texts = () => new Map([...sections.querySelectorAll(TEXT)].map((control) => [control.name, control.value]));
  sections.addEventListener("change", (event) => {
    if (event.target.matches("[data-changes-form]")) htmx.trigger(sections, "answers-changed");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === sections) since = texts();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== sections) return;
    const now = texts();
    typed = new Map([...now].filter(([name, value]) => since.get(name) !== value));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== sections) return;
    for (const control of sections.querySelectorAll(TEXT))
      if (typed.has(control.name)) control.value = typed.get(control.name);
    sections.closest("form")?.dispatchEvent(new CustomEvent("govhall:saved"));
    if (typed.size) sections.dispatchEvent(new Event("input", { bubbles: true }));
    typed = new Map();
  });
}

export function startRows() {
  for (const sections of document.querySelectorAll("[data-form-sections]")) start(sections);
}
