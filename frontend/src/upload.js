// <form data-upload data-upload-most="20"> sends as soon as files are chosen (htmx), says how far it is, and refuses files
// that are too big before they travel. Without this file the form has its own button.
const MEGABYTE = 1024 * 1024;

function state(form, words, percent) {
  const place = form.querySelector("[data-upload-state]");
  if (!place) return;
  place.hidden = !words;
  place.querySelector("p").textContent = words;
  const bar = place.querySelector("progress");
  bar.hidden = percent === null;
  if (percent !== null) bar.value = percent;
}

function tooBig(form) {
  const most = Number(form.dataset.uploadMost);
  const input = form.querySelector("input[type=file]");
  return [...(input?.files ?? [])].find((file) => file.size > most * MEGABYTE);
}

export function startUploads() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (!form || event.target.type !== "file" || event.target.files.length === 0) return;
    const big = tooBig(form);
    if (big) {
      const size = (big.size / MEGABYTE).toFixed(1);
      state(form, `“${big.name}”有 ${size} MB，最大 ${form.dataset.uploadMost} MB，请压缩或分开传`, null);
      event.target.value = "";
      return;
    }
    form.requestSubmit();
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (!form || !event.detail.lengthComputable) return;
    const percent = Math.round((100 * event.detail.loaded) / event.detail.total);
    state(form, percent < 100 ? `正在上传，${percent}%` : "正在检查文件", percent);
  });
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("form[data-upload]");
      if (form) state(form, "没有传上去，请检查网络后再选一次文件", null);
    });
}
