// One model in dmn-js: the draft is saved a moment after each change, the checks come back and lead to their places.
import Modeler from "dmn-js/lib/Modeler";
import { StyleModule } from "style-mod";
import { translation } from "./rules_words.js";

const QUIET = 900; // milliseconds without a change before the draft is saved
// What opens over the table and takes Escape for itself.
const OVER = ".context-menu, .cm-tooltip-autocomplete, .dms-select-options, .djs-popup, .djs-direct-editing-parent";
const MENU = "Decision table context menu"; // dmn-js doesn't offer it for translation
const KINDS = { drd: "关系图", decisionTable: "决策表", literalExpression: "表达式", boxedExpression: "函数" };

class Editor {
  constructor(canvas) {
    this.canvas = canvas;
    this.form = document.getElementById("rule-form");
    this.text = document.getElementById("rule-xml");
    this.state = document.getElementById("save-state");
    this.saving = null;
    const translated = { additionalModules: [{ translate: ["value", translation] }] };
    this.modeler = new Modeler({
      container: canvas,
      drd: translated,
      decisionTable: translated,
      literalExpression: translated,
      boxedExpression: translated,
    });
    // dmn-js leaves the heads of its narrow columns empty; a reader of tables would stumble over that.
    new MutationObserver(() => {
      for (const head of canvas.querySelectorAll("th:empty")) head.append(head.matches(".index-column") ? "行" : " ");
      canvas.querySelector(`[aria-label="${MENU}"]`)?.setAttribute("aria-label", "这一行、这一列的操作");
    }).observe(canvas, { childList: true, subtree: true });
    this.modeler.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", () => this.changed()));
    this.modeler.on("views.changed", () => this.showViews());
    canvas.addEventListener("focusin", (event) => this.remember(event.target), { capture: true });
    canvas.addEventListener("keydown", (event) => this.leave(event), { capture: true });
  }

  // Where the focus stood before a menu took it.
  remember(target) {
    if (target.closest(OVER)) return;
    const cell = target.closest("td[data-element-id]");
    const head = target.closest("th[data-col-id]");
    if (cell) this.place = `td[data-element-id="${CSS.escape(cell.dataset.elementId)}"] [contenteditable]`;
    else if (head) this.place = `th[data-col-id="${CSS.escape(head.dataset.colId)}"] .edit-button`;
  }

  // Escape closes what is open over the table and gives the focus back; else it leaves the table for the tabs above.
  leave(event) {
    const isOver = event.target.closest(".context-menu") !== null;
    if (isOver && event.key === "Escape") setTimeout(() => this.comeBack(), 60);
    if (event.key !== "Escape" || isOver || this.canvas.querySelector(OVER)) return;
    document.querySelector("[data-views] [aria-pressed=true]")?.focus();
    event.stopPropagation();
  }

  comeBack() {
    if (this.place && !this.canvas.querySelector(OVER)) this.canvas.querySelector(this.place)?.focus();
  }

  async open() {
    await this.modeler.importXML(this.text.value);
    const table = this.modeler.getViews().findLast((view) => view.type === "decisionTable");
    if (table) await this.modeler.open(table);
    this.canvas.dataset.ready = "";
  }

  showViews() {
    const bar = document.querySelector("[data-views]");
    const active = this.modeler.getActiveView();
    const hadFocus = bar.contains(document.activeElement);
    bar.replaceChildren(
      ...this.modeler.getViews().map((view) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "chip";
        button.setAttribute("aria-pressed", String(view.element === active?.element));
        button.textContent = view.type === "drd" ? KINDS.drd : view.element.name || KINDS[view.type];
        button.title = KINDS[view.type];
        button.addEventListener("click", () => this.show(view));
        return button;
      }),
    );
    // The buttons are drawn anew: whoever pressed one stays on it.
    if (hadFocus) bar.querySelector("[aria-pressed=true]")?.focus();
    for (const pane of this.canvas.querySelectorAll(".tjs-container, .djs-container, .literal-expression"))
      pane.setAttribute("tabindex", "0");
  }

  async show(view) {
    await this.modeler.open(view);
    if (view.type !== "drd") return;
    const canvas = this.modeler.getActiveViewer().get("canvas");
    canvas.zoom(0.86 * canvas.zoom("fit-viewport", "auto"), "auto"); // room for the palette
  }

  changed() {
    this.say("有改动，正在等您停下…");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  say(words) {
    this.state.textContent = words;
  }

  // Saves follow one another: the digest of one is the base of the next.
  save() {
    clearTimeout(this.timer);
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.send());
    return this.saving;
  }

  async send() {
    const { xml } = await this.modeler.saveXML({ format: true });
    this.text.value = xml;
    const sent = new FormData(this.form);
    for (const [name, value] of new FormData(document.getElementById("try-form")))
      if (name !== "csrfmiddlewaretoken") sent.append(name, value);
    let answer, said;
    try {
      answer = await fetch(this.form.action, { method: "POST", body: sent });
      said = await answer.json();
    } catch {
      this.say("没有保存：网络断开或登录已过期。内容还在页面上，请稍后再保存。");
      return false;
    }
    if (!answer.ok) {
      this.say(`没有保存：${said.message}`);
      return false;
    }
    this.form.elements.base.value = said.sm3;
    document.getElementById("findings").innerHTML = said.findings;
    document.getElementById("version-state").innerHTML = said.version_state;
    document.getElementById("rule-rows").innerHTML = said.rule_rows;
    this.renewFields(said.try_fields);
    this.say(said.saved);
    return true;
  }

  // The fields are drawn anew only when the model asks for others: nobody loses the focus while typing.
  renewFields(html) {
    const fields = document.getElementById("try-fields");
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const labels = (root) => [...root.querySelectorAll("label, legend, option")].map((part) => part.textContent).join();
    if (labels(fresh) !== labels(fields)) fields.replaceChildren(...fresh.childNodes);
  }

  async jump({ element, rule, column }) {
    const view = this.modeler.getViews().find((each) => each.element.id === element);
    if (!view) return;
    await this.modeler.open(view);
    this.showViews();
    const row = rule ? [...this.canvas.querySelectorAll(`td[data-row-id="${CSS.escape(rule)}"]`)] : [];
    const cells = row.filter((cell) => cell.dataset.colId);
    const cell = cells[Number(column) - 1] ?? cells[0] ?? this.canvas;
    cell.scrollIntoView({ block: "center", inline: "center" });
    (cell.querySelector("[contenteditable], [tabindex]") ?? cell).focus();
  }
}

export function startRules() {
  const canvas = document.getElementById("rule-canvas");
  if (!canvas) return;
  // The text fields inside dmn-js write a style sheet; with the page's nonce the browser lets it.
  StyleModule.mount(document, [], { nonce: canvas.nonce || canvas.dataset.nonce });
  const editor = new Editor(canvas);
  const save = document.querySelector("[data-save]");
  save.hidden = false;
  save.addEventListener("click", () => editor.save());
  document.querySelector("[data-publish]")?.addEventListener("click", async (event) => {
    const { href } = event.currentTarget;
    event.preventDefault();
    clearTimeout(editor.timer);
    if (await (editor.saving ?? true)) location.assign(href);
  });
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-jump]");
    if (place) editor.jump(place.dataset);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      editor.save();
    }
  });
  editor.open().catch((fault) => {
    editor.say("编辑器打不开这个模型，请看检查结果。");
    canvas.textContent = String(fault.message ?? fault);
  });
}
