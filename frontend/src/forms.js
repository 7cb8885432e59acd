// Small help for forms: an error summary takes the focus, a form is sent once only, a textarea counts its characters.
const SLOW = 8000;

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "true";
    event.submitter?.setAttribute("aria-busy", "true");
    // An answer that never comes, or a download, must not lock the form for good.
    setTimeout(() => {
      delete form.dataset.sending;
      event.submitter?.removeAttribute("aria-busy");
    }, SLOW);
  });
}

function count(area) {
  const place = document.getElementById(`${area.id}-count`);
  if (!place) return;
  const show = () => (place.textContent = `${[...area.value].length} / ${area.maxLength} 字`);
  area.addEventListener("input", show);
  show();
}

export function startForms() {
  document.querySelector("[data-error-summary]")?.focus();
  for (const form of document.querySelectorAll("form[method=post]:not([hx-post])")) sendOnce(form);
  for (const area of document.querySelectorAll("textarea[maxlength]")) count(area);
  for (const select of document.querySelectorAll("[data-submit-on-change]"))
    select.addEventListener("change", () => select.form?.requestSubmit());
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) delete form.dataset.sending;
  });
}
