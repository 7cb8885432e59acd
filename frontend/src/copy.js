// <button data-copy="text">: copies, says so in words for three seconds, then shows its own words again.
const REST = 3000;

export function startCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const words = button.querySelector("[data-copy-words]") ?? button;
    const before = words.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = "已复制";
    } catch {
      words.textContent = "请长按编号复制";
    }
    const status = document.getElementById("status");
    if (status) status.textContent = words.textContent;
    setTimeout(() => (words.textContent = before), REST);
  });
}
