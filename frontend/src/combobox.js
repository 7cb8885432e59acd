// Search suggestions: an ARIA 1.2 combobox over a list that htmx fills from the server. Without this file the form
// still searches. An option that carries data-href opens it; another option puts its data-value into the box.
function start(box) {
  const list = document.getElementById(box.getAttribute("aria-controls"));
  if (!list) return;
  let current = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const mark = (index) => {
    current = index;
    options().forEach((option, position) => option.setAttribute("aria-selected", String(position === index)));
    const active = options()[index];
    if (active) {
      box.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    list.hidden = !open || options().length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) mark(-1);
  };
  const choose = (option) => {
    if (option.dataset.href) location.assign(option.dataset.href);
    else {
      box.value = option.dataset.value ?? option.textContent.trim();
      show(false);
      box.form?.requestSubmit();
    }
  };
  const move = (step) => {
    const count = options().length;
    if (count === 0) return;
    show(true);
    mark(current < 0 ? (step > 0 ? 0 : count - 1) : (current + step + count) % count);
  };
  box.addEventListener("input", () => show(box.value.trim() !== ""));
  box.addEventListener("blur", () => setTimeout(() => show(false), 150));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is still choosing characters
    if (event.key === "Escape") show(false);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      choose(options()[current]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  list.addEventListener("htmx:afterSwap", () => {
    current = -1;
    show(box.value.trim() !== "" && document.activeElement === box);
  });
}

export function startComboboxes() {
  for (const box of document.querySelectorAll("[role=combobox][aria-controls]")) start(box);
}
