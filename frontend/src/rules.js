// Follows the rules of a form (#form-rules) while somebody types: fields and sections appear and disappear, values are
// computed. Mirrors support/forms/rules/cleaning.py; the server does the same again with what it receives.
// What is hidden waits in <template data-place="…"> at its place, so it is neither read aloud nor sent.
import { evaluate, words } from "./feel.js";

const NUMBERS = ["integer", "decimal", "money"];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const CODES = ["id_number", "uscc"];

/** Return the values of all named controls by name, also of those that wait. */
function typed(root, into = new Map()) {
  for (const control of root.querySelectorAll("[name]")) {
    const given = into.get(control.name) ?? [];
    if (!["radio", "checkbox"].includes(control.type) || control.checked) given.push(control.value);
    into.set(control.name, given);
  }
  for (const waiting of root.querySelectorAll("template[data-place]")) typed(waiting.content, into);
  return into;
}

function valueOf(field, given = []) {
  const [text = ""] = given.map((one) => one.trim());
  if (field.computed) return null;
  if (field.kind === "boolean") return given.length > 0 && !["false", "0"].includes(text);
  if (field.kind === "choices") return given.length ? given : null;
  if (NUMBERS.includes(field.kind)) {
    const number = text.normalize("NFKC").replaceAll(",", "");
    return NUMBER.test(number) ? Number(number) : null;
  }
  if (CODES.includes(field.kind)) return text.toUpperCase() || null;
  if (field.kind === "phone") return text.replace(/[\s-]/g, "") || null;
  return text || null;
}

function read(fields, prefix, given) {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, given.get(prefix + field.name))]));
}

function rowNumbers(section, given) {
  const numbers = new Set();
  for (const name of given.keys()) {
    const [code, number] = name.split("-");
    if (code === section.code && /^\d+$/.test(number)) numbers.add(Number(number));
  }
  return [...numbers].sort((a, b) => a - b);
}

/** The form as it stands: plain values, rows, and what each place shows. */
class Standing {
  constructor(rules, given) {
    this.rules = rules;
    this.data = {};
    this.shown = new Map();
    this.computed = new Map();
    this.rows = new Map();
    for (const section of rules.sections)
      if (section.repeat) this.readRows(section, given);
      else Object.assign(this.data, read(section.fields, "", given));
    for (const section of rules.sections) this.apply(section);
  }

  readRows(section, given) {
    const rows = rowNumbers(section, given).map((number) => {
      const prefix = `${section.code}-${number}-`;
      return { prefix, values: read(section.fields, prefix, given) };
    });
    const kept = rows.filter(({ values }) => Object.values(values).some((value) => value !== null));
    this.rows.set(section.code, rows);
    this.data[section.code] = kept.slice(0, section.repeat).map(({ values }) => values);
  }

  ask(expression, row) {
    try {
      return evaluate(expression, { ...this.rules.answers, ...this.data, ...row }, this.rules.today);
    } catch {
      return null; // the server says what is wrong
    }
  }

  isVisible(condition, row) {
    return !condition || this.ask(condition, row) !== false;
  }

  apply(section) {
    const visible = this.isVisible(section.visible_if);
    this.shown.set(`s-${section.code}`, visible);
    if (!visible) {
      if (section.repeat) this.data[section.code] = [];
      else for (const field of section.fields) this.data[field.name] = null;
    } else if (section.repeat)
      for (const { prefix, values } of this.rows.get(section.code)) this.applyFields(section.fields, values, prefix);
    else this.applyFields(section.fields, this.data, "");
  }

  applyFields(fields, into, prefix) {
    for (const field of fields) {
      const place = prefix + field.name;
      let visible = this.isVisible(field.visible_if, into);
      if (!visible) into[field.name] = null;
      else if (field.computed) {
        into[field.name] = this.ask(field.computed, into);
        visible = into[field.name] !== null;
        this.computed.set(place, said(field, into[field.name]));
      }
      this.shown.set(place, visible);
    }
  }
}

function said(field, value) {
  if (value === null) return "";
  if (value === true || value === false) return value ? "是" : "否";
  const text = typeof value === "number" ? words(Number(value.toPrecision(12))) : String(value);
  return [field.options[text] ?? text, field.unit].filter(Boolean).join(" ");
}

/** Put a place on the page or let it wait. Return whether anything changed. */
function settle(root, place, visible) {
  const found = root.querySelector(`[data-place="${place}"]`);
  if (!found || (found.localName !== "template") === visible) return false;
  if (visible) found.replaceWith(found.content);
  else {
    const waiting = document.createElement("template");
    waiting.dataset.place = place;
    found.replaceWith(waiting);
    waiting.content.append(found);
  }
  return true;
}

function sent(root, rules) {
  const isThere = (place) => root.querySelector(`[data-place="${place}"]:not(template)`);
  const names = [];
  for (const section of rules.sections) {
    if (!isThere(`s-${section.code}`)) continue;
    if (section.repeat) names.push(section.code);
    else names.push(...section.fields.filter((each) => !each.computed && isThere(each.name)).map((each) => each.name));
  }
  return names.join(",");
}

function follow(root, rules) {
  let appeared = [];
  for (let round = 0, changed = true; changed && round < 9; round += 1) {
    const now = new Standing(rules, typed(root));
    changed = false;
    for (const [place, visible] of now.shown) {
      if (!settle(root, place, visible)) continue;
      changed = true;
      appeared = appeared.filter((each) => each !== place).concat(visible ? place : []);
    }
    for (const [place, text] of now.computed) {
      const output = root.querySelector(`[data-place="${place}"] [data-computed]`);
      if (output && output.textContent !== text) output.textContent = text;
    }
  }
  const shown = root.querySelector("input[name=shown]");
  if (shown) shown.value = sent(root, rules);
  return appeared;
}

function announce(rules, places) {
  const labels = new Map(rules.sections.flatMap((section) => section.fields.map((field) => [field.name, field.label])));
  const names = places.map((place) => labels.get(place.split("-").at(-1))).filter(Boolean);
  const status = document.getElementById("status");
  if (status && names.length) status.textContent = `请接着填写：${names.join("、")}`;
}

export function startRules() {
  const source = document.getElementById("form-rules");
  const root = document.querySelector("[data-form-sections]");
  if (!source || !root) return;
  const rules = JSON.parse(source.textContent);
  const react = () => announce(rules, follow(root, rules));
  root.addEventListener("input", react);
  root.addEventListener("change", react);
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target === root && follow(root, rules));
  follow(root, rules);
}
