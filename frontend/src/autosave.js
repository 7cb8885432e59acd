// Autosave of a draft: <form data-autosave="URL"> is sent as a POST two seconds after the last change and when the
// page is hidden; <output data-autosave-state> says when. Nothing is kept in the browser. The server answers 204.
const PAUSE = 2000;

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function draft(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name); // files have their own upload
  return data;
}

function start(form) {
  const state = document.querySelector("[data-autosave-state]");
  const say = (text) => state && (state.textContent = text);
  let timer;
  let dirty = false;
  const save = async (keepalive = false) => {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    try {
      const headers = { "X-Requested-With": "autosave" };
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: draft(form), headers, keepalive });
      if (!answer.ok) throw new Error(String(answer.status));
      say(`${clock()} 已自动保存`);
    } catch {
      dirty = true;
      say("还没有保存上，连上网后会再存");
    }
  };
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
  });
  addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
}
