// <div data-countdown="60" hx-trigger="run-down">: counts down in words and in its bar; at zero it tells htmx. The code
// itself ends on the server, whatever this clock says.
const STEP = 1000;
const started = new WeakMap();

function tick() {
  for (const box of document.querySelectorAll("[data-countdown]")) {
    if (!started.has(box)) start(box);
    const left = Math.max(0, Math.ceil(Number(box.dataset.countdown) - (performance.now() - started.get(box)) / STEP));
    box.querySelector("[data-countdown-left]").textContent = left;
    box.querySelector(".bar rect")?.setAttribute("width", `${(100 * left) / 60}%`);
    if (left === 0 && !box.dataset.runDown) {
      box.dataset.runDown = "1";
      box.dispatchEvent(new CustomEvent("run-down"));
    }
  }
}

function start(box) {
  started.set(box, performance.now());
  box.querySelector("[data-countdown-words]").classList.remove("hidden");
  box.querySelector("[data-countdown-plain]").remove();
}

export function startCountdown() {
  tick();
  setInterval(tick, STEP);
}
