// A text area that completes names: type two letters, choose with the arrow keys, Enter fills in, Escape closes. The
// names are the options of the list that aria-controls points to; keys of the JSON context join them. Remarks on the
// result ("看位置") select their place in the text.
const MOST = 12;

function wordBefore(box) {
  const [word] = box.value.slice(0, box.selectionStart).match(/[\p{L}_][\p{L}\p{N}_ ]*$/u) ?? [""];
  // A name may hold blanks: the longest ending that begins a known name counts.
  return word.trimStart();
}

function start(box) {
  const list = document.getElementById(box.getAttribute("aria-controls"));
  const known = [...list.children].map((option) => option.textContent.trim());
  const context = document.getElementById("feel-context");
  let current = -1;
  const own = () => {
    try {
      return Object.keys(JSON.parse(context?.value || "{}"));
    } catch {
      return [];
    }
  };
  const close = () => {
    list.hidden = true;
    current = -1;
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    current = index;
    [...list.children].forEach((option, position) => option.setAttribute("aria-selected", String(position === index)));
    const active = list.children[index];
    if (!active) return;
    box.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };
  const found = () => {
    const words = wordBefore(box).split(" ");
    for (let from = 0; from < words.length; from += 1) {
      const begun = words.slice(from).join(" ");
      if (begun.length < 2) continue;
      const names = [...own(), ...known].filter((name) => name.startsWith(begun) && name !== begun);
      if (names.length) return { begun, names: names.slice(0, MOST) };
    }
    return { begun: "", names: [] };
  };
  const show = () => {
    const { names } = found();
    list.replaceChildren(
      ...names.map((name, position) => {
        const option = document.createElement("li");
        option.role = "option";
        option.id = `feel-name-${position}`;
        option.textContent = name;
        return option;
      }),
    );
    list.hidden = names.length === 0;
    if (names.length) mark(0);
    else close();
  };
  const choose = (name) => {
    const { begun } = found();
    const end = box.selectionStart;
    box.setRangeText(name, end - begun.length, end, "end");
    if (name.endsWith("()")) box.selectionStart = box.selectionEnd = box.selectionStart - 1;
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  box.addEventListener("input", (event) => !event.isComposing && show());
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark((current + 1) % count);
    else if (event.key === "ArrowUp") mark((current + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[current].textContent);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the text
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option.textContent);
  });
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-goto]");
    if (!place) return;
    const from = Number(place.dataset.goto);
    box.focus();
    box.setSelectionRange(from, from + Math.max(1, Number(place.dataset.span)));
  });
  close();
}

export function startFeel() {
  for (const box of document.querySelectorAll("[data-completes]")) start(box);
}
