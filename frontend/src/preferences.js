// 大字版 and 高对比: the choice lives in a cookie (the server renders it, so nothing flashes) and in localStorage
// (which survives a cleared cookie). The buttons work without this file as a small GET form.
const YEAR = 31_536_000;
const CHOICES = [
  { attribute: "data-size", cookie: "look_size", value: "large", selector: "[data-toggle-size]" },
  { attribute: "data-contrast", cookie: "look_contrast", value: "high", selector: "[data-toggle-contrast]" },
];

function remember({ cookie, attribute, value }, on) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}=${on ? value : ""}; Path=/; Max-Age=${on ? YEAR : 0}; SameSite=Lax${secure}`;
  try {
    localStorage.setItem(attribute, on ? value : "");
  } catch {
    // A browser that forbids storage still has the cookie.
  }
}

function stored(attribute) {
  try {
    return localStorage.getItem(attribute);
  } catch {
    return null;
  }
}

function apply(choice, on) {
  const root = document.documentElement;
  if (on) root.setAttribute(choice.attribute, choice.value);
  else root.removeAttribute(choice.attribute);
  for (const button of document.querySelectorAll(choice.selector)) button.setAttribute("aria-pressed", String(on));
}

export function startPreferences() {
  for (const choice of CHOICES) {
    const cookied = document.cookie.split("; ").includes(`${choice.cookie}=${choice.value}`);
    if (!cookied && stored(choice.attribute) === choice.value) {
      apply(choice, true);
      remember(choice, true);
    }
    for (const button of document.querySelectorAll(choice.selector))
      button.addEventListener("click", (event) => {
        event.preventDefault();
        const on = document.documentElement.getAttribute(choice.attribute) !== choice.value;
        apply(choice, on);
        remember(choice, on);
      });
  }
}
