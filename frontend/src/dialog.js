// Native dialogs: a link or button with data-dialog-open="id" opens, [data-dialog-close] closes, a click on the backdrop
// closes too. Without this file the link's #id shows the same dialog through :target.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (!dialog) return;
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    } else if (event.target instanceof HTMLDialogElement) event.target.close();
  });
}
