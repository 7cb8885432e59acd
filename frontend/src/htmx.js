// htmx 2 under a strict content security policy: no inline styles, no evaluated attributes, and a refused form
// (422) is shown in place. The CSRF token of any form on the page is sent with requests that have no form.
import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.historyCacheSize = 0; // pages hold personal data: none of it is kept in the browser's storage
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
}

function say(text) {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
}

export function startHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, headers, parameters } = event.detail;
    if (verb === "get" || "csrfmiddlewaretoken" in parameters) return;
    const token = csrfToken();
    if (token) headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.target.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.target.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSwap", (event) => say(event.detail.target.dataset.announce ?? ""));
  document.addEventListener("htmx:responseError", () => say("没有成功，请稍后再试，或拨打 12345"));
  document.addEventListener("htmx:sendError", () => say("网络断开了，您填的内容还在，请连上网后再试"));
}
