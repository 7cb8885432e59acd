// <form data-verify-files data-most="20" data-largest="20">: checks files one after the other, chosen or dropped anywhere
// on the page. What is too large or neither PDF nor OFD is refused before it travels; the server asks again.
// Without this file the form sends one file, and the answer is a page.
const MEGABYTE = 1024 * 1024;
const BROKEN = "没有传上去，请检查网络后再选一次。";

async function faultOf(file, largest) {
  if (file.size === 0) return "这个文件是空的，请重新选。";
  if (file.size > largest * MEGABYTE) return `文件不能超过 ${largest} MB，您选的有 ${Math.ceil(file.size / MEGABYTE)} MB。`;
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
  return head.includes("%PDF-") || head.startsWith("PK\x03\x04") ? "" : "这不是 PDF 或 OFD 文件。请选从证照夹下载的原件。";
}

// Resolves to the answer as { html } or { words }; tells how much has gone.
function send(form, file, progress) {
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.set("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Part", "card");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status === 200) resolve({ html: request.responseText });
      else resolve({ words: [400, 429].includes(request.status) ? request.responseText : "现在验不了，请稍后再试。" });
    });
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => resolve({ words: BROKEN }));
    request.send(body);
  });
}

class Files {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.zone = form.querySelector("[data-drop]");
    this.results = document.querySelector("[data-verify-results]");
    this.row = document.getElementById("verify-row");
    this.status = document.getElementById("status");
    this.waiting = [];
  }

  offer() {
    this.input.multiple = true;
    this.zone.hidden = false;
    this.form.querySelector("[data-without-script]").hidden = true;
    this.input.addEventListener("change", () => {
      this.take([...this.input.files]);
      this.input.value = "";
    });
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    let inside = 0;
    addEventListener("dragenter", (event) => carries(event) && ++inside && (this.zone.dataset.over = ""));
    addEventListener("dragleave", (event) => carries(event) && --inside <= 0 && delete this.zone.dataset.over);
    addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault(); // or the browser would leave this page for the file
      inside = 0;
      delete this.zone.dataset.over;
      this.take([...event.dataTransfer.files]);
    });
  }

  take(files) {
    const most = Number(this.form.dataset.most);
    const rows = files.slice(0, most).map((file) => [file, this.add(file.name)]);
    if (files.length > most) this.refuse(this.add(`另外 ${files.length - most} 个文件`), `一次最多验 ${most} 个，请分几次。`);
    const idle = this.waiting.length === 0;
    this.waiting.push(...rows);
    if (idle) this.work();
  }

  add(name) {
    const item = this.row.content.cloneNode(true).firstElementChild;
    item.querySelector("[data-name]").textContent = name;
    this.results.append(item);
    this.results.parentElement.hidden = false;
    return item;
  }

  // One file after the other: a slow line carries one well and twenty badly.
  async work() {
    this.results.parentElement.scrollIntoView({ block: "nearest" });
    while (this.waiting.length) {
      const [file, item] = this.waiting[0];
      await this.check(file, item);
      this.waiting.shift();
    }
  }

  async check(file, item) {
    const fault = await faultOf(file, Number(this.form.dataset.largest));
    if (fault) return this.refuse(item, fault);
    const [bar, words] = [item.querySelector("progress"), item.querySelector("[data-state]")];
    bar.hidden = false;
    const answer = await send(this.form, file, (part) => {
      bar.value = Math.round(100 * part);
      words.textContent = part < 1 ? `正在上传，${bar.value}%` : "正在核对";
    });
    bar.hidden = true;
    if (!answer.html) return this.refuse(item, answer.words);
    words.hidden = true;
    const card = new DOMParser().parseFromString(answer.html, "text/html").body.firstElementChild;
    item.querySelector("[data-card]").replaceChildren(document.adoptNode(card));
    this.status.textContent = `${file.name}：${card.dataset.headline}`;
  }

  refuse(item, words) {
    const state = item.querySelector("[data-state]");
    state.textContent = words;
    state.dataset.refused = "";
    this.status.textContent = `${item.querySelector("[data-name]").textContent}：${words}`;
  }
}

export function startFiles(form) {
  if (form) new Files(form).offer();
}
