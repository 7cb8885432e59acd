// Ctrl+Enter in a form presses its button [data-key-send]; the button says so with its keycap.
export function startSendKey() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest?.("form");
    form?.querySelector("[data-key-send]")?.click();
  });
}
