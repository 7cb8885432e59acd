// Form rules in FEEL: feelin, with the built-in functions corrected in which binary numbers or code units would show.
// The server's checker lets only such expressions into forms that answer here as they do there (docs/rules/feel.md).
import { FeelDate, duration, parseDate, evaluate as run } from "feelin";

const DIGITS = 14;

/** Move the decimal point of a number by text, so that 1.005 becomes 100.5 and not 100.49999999999999. */
function shifted(number, places) {
  const [digits, power = "0"] = String(number).split("e");
  return Number(`${digits}e${Number(power) + places}`);
}

/** Round as decimals are rounded: first back to what was meant (14 digits), then by the rule. */
function rounding(rule) {
  return named(["n", "scale"], (number, scale = 0) => {
    if (typeof number !== "number" || typeof scale !== "number") return null;
    const meant = shifted(Number(number.toPrecision(DIGITS)), scale);
    const rounded = shifted(rule(meant), -scale);
    return Number.isFinite(rounded) ? rounded + 0 : null;
  });
}

const away = (whole) => (number) => Math.sign(number) * whole(Math.abs(number));

function halfEven(number) {
  const low = Math.floor(number);
  if (number - low !== 0.5) return Math.round(number);
  return low % 2 === 0 ? low : low + 1;
}

function named(parameters, act) {
  return Object.assign(act, { $args: parameters });
}

export function words(value) {
  if (typeof value !== "number") return value === null || value === undefined ? null : String(value);
  return String(value).includes("e-") ? value.toFixed(15).replace(/0+$/, "") : String(value);
}

function substring(text, start, length) {
  if (typeof text !== "string") return null;
  const signs = Array.from(text);
  if (start > signs.length) return null;
  return signs.slice(start - 1, length === undefined ? undefined : start - 1 + length).join("");
}

/** Count whole months; the end of a shorter month completes none (31 December to 29 February is one month). */
function span(from, to) {
  if (!(from instanceof FeelDate) || !(to instanceof FeelDate)) return null;
  let months = (to.year - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) months -= 1;
  if (months < 0 && to.day > from.day) months += 1;
  return duration(`${months < 0 ? "-" : ""}P${Math.abs(months)}M`);
}

const CORRECTED = {
  decimal: rounding(halfEven),
  floor: rounding(Math.floor),
  ceiling: rounding(Math.ceil),
  "round up": rounding(away(Math.ceil)),
  "round down": rounding(away(Math.floor)),
  "round half up": rounding(away((number) => Math.floor(number + 0.5))),
  "round half down": rounding(away((number) => Math.ceil(number - 0.5))),
  string: named(["from"], words),
  substring: named(["string", "start position", "length"], substring),
  "years and months duration": named(["from", "to"], span),
};

/** Return the value of an expression over `context`; `today` is the server's date (ISO), not this device's. */
export function evaluate(expression, context, today) {
  const day = today ? parseDate(today) : null;
  return run(expression, { ...context, ...CORRECTED, today: named([], () => day) }).value ?? null;
}

/** Return a value as text that means the same on both sides: numbers to 12 digits, dates and durations as ISO text. */
export function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number(value.toPrecision(12));
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
