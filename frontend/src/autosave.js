// Autosave of a draft: <form data-autosave="URL"> is sent as a POST two seconds after the last change and when the
// page is hidden; <output data-autosave-state> says when, by the server's clock ({"saved_at": "10:42"}) where it tells. The
// form hears govhall:saved. An answer that leads elsewhere (the login page, after a session ended) is no success.
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
  const expired = () => {
    dirty = true;
    say("登录已过期，您填的还在，重新登录后接着填");
  };
  const save = async (keepalive = false) => {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    try {
      const headers = { "X-Requested-With": "autosave", Accept: "application/json" };
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: draft(form), headers, keepalive });
      if (answer.status === 401) return expired();
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const told = answer.status === 204 ? {} : await answer.json();
      say(`${told.saved_at ?? clock()} 已自动保存`);
      if (!dirty) form.dispatchEvent(new CustomEvent("govhall:saved"));
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
