// 朗读: reads the chosen text, else the page's main part, paragraph by paragraph. The button hides where the browser
// has no voice. [data-no-speech] parts are skipped.
const READABLE = "h1, h2, h3, h4, p, li, dt, dd, caption, th, td, legend, label, summary, figcaption";

function paragraphs() {
  const chosen = String(getSelection() ?? "").trim();
  if (chosen) return [chosen];
  const main = document.querySelector("main");
  if (!main) return [];
  return [...main.querySelectorAll(READABLE)]
    .filter((part) => part.checkVisibility() && !part.closest("[data-no-speech], [aria-hidden=true]"))
    .filter((part) => !part.querySelector(READABLE))
    .map((part) => part.textContent.replace(/\s+/g, " ").trim())
    .filter(Boolean);
}

export function startSpeech() {
  const buttons = [...document.querySelectorAll("[data-toggle-speech]")];
  if (!("speechSynthesis" in window)) return;
  const press = (on) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(on)));
  let reading = false;
  const stop = () => {
    reading = false;
    speechSynthesis.cancel();
    press(false);
  };
  const start = () => {
    const parts = paragraphs();
    reading = parts.length > 0;
    press(reading);
    parts.forEach((text, index) => {
      const words = new SpeechSynthesisUtterance(text);
      words.lang = "zh-CN";
      if (index === parts.length - 1) words.onend = stop;
      speechSynthesis.speak(words);
    });
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => (reading ? stop() : start()));
  }
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
