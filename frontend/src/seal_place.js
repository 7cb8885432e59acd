// Choosing where a seal goes: shows what the choice needs, draws the page, and lets the seal be moved with the mouse, a
// finger or the arrow keys. Without this file all fields are there and the seal goes by numbers.
const STEP = 1;
const FAR = 10;

export function startSealPlace() {
  const root = document.querySelector("[data-seal-place]");
  if (root) new SealPlace(root);
}

class SealPlace {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("form");
    this.sheet = root.querySelector("[data-sheet]");
    this.picture = root.querySelector("[data-sheet-picture]");
    this.seal = root.querySelector("[data-sheet-seal]");
    this.hint = root.querySelector("[data-sheet-hint]");
    this.box = root.querySelector("[data-sheet-page-box]");
    this.asked = 0;
    this.size = null;
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("input", (event) => ["left", "top"].includes(event.target.name) && this.put());
    for (const turn of root.querySelectorAll("[data-turn]"))
      turn.addEventListener("click", () => this.turn(Number(turn.dataset.turn)));
    this.seal.addEventListener("keydown", (event) => this.key(event));
    this.seal.addEventListener("pointerdown", (event) => this.drag(event));
    this.show();
  }

  field(name) {
    return this.form.elements[name];
  }

  get where() {
    return this.field("where").value;
  }

  changed(field) {
    if (field.name === "where") this.show();
    if (["papers", "where", "page", "words", "occurrence"].includes(field.name)) this.draw();
  }

  show() {
    for (const part of this.form.querySelectorAll("[data-where]"))
      part.classList.toggle("hidden", part.dataset.where !== this.where);
    if (this.where === "kept") this.reveal(false);
  }

  reveal(isShown) {
    this.sheet.classList.toggle("hidden", !isShown);
    this.root.querySelector("[data-sheet-impression]").classList.toggle("hidden", isShown);
  }

  turn(by) {
    if (!this.size || this.where !== "point") return;
    const page = this.size.page + by;
    if (page < 1 || page > this.size.pages) return;
    this.field("page").value = page;
    this.draw();
  }

  async draw() {
    const [file] = this.field("papers").files;
    if (!file || this.where === "kept" || (this.where === "words" && !this.field("words").value.trim())) return;
    const mine = ++this.asked;
    const body = new FormData();
    body.append("file", file);
    body.append("page", this.field("page").value || "1");
    if (this.where === "words") {
      body.append("words", this.field("words").value);
      body.append("occurrence", this.field("occurrence").value);
    }
    this.reveal(true);
    this.say("正在画这一页…");
    let answer;
    try {
      const headers = { "X-CSRFToken": this.field("csrfmiddlewaretoken").value };
      answer = await fetch(this.root.dataset.preview, { method: "POST", body, headers });
    } catch {
      if (mine === this.asked) this.fail("网络不通，看不到预览。仍然可以按毫米填写位置再盖章。");
      return;
    }
    if (mine !== this.asked) return;
    if (!answer.ok) {
      this.fail(answer.status === 422 ? await answer.text() : "看不到预览。仍然可以按毫米填写位置再盖章。");
      return;
    }
    await this.shown(answer);
  }

  async shown(answer) {
    const [page, pages, width, height, seal] = answer.headers.get("Page").split(" ").map(Number);
    this.size = { page, pages, width, height, seal };
    URL.revokeObjectURL(this.picture.src);
    this.picture.src = URL.createObjectURL(await answer.blob());
    this.root.querySelector("[data-sheet-page]").textContent = `第 ${page} 页，共 ${pages} 页`;
    for (const turn of this.root.querySelectorAll("[data-turn]"))
      turn.hidden = this.where !== "point" || page + Number(turn.dataset.turn) < 1 || page + Number(turn.dataset.turn) > pages;
    const place = answer.headers.get("Place")?.split(" ").map(Number);
    this.seal.disabled = this.where !== "point";
    if (place) this.at(...place);
    else if (this.where === "point" && !this.field("left").value) this.move((width - seal) / 2, (height - seal) / 2);
    else this.put();
    this.box.classList.remove("hidden");
    this.say(this.where === "point" ? "拖动印章，或者选中它用方向键移动；按住 Shift 一次 10 毫米。" : "印章会盖在这里。");
  }

  fail(words) {
    this.size = null;
    this.box.classList.add("hidden");
    for (const turn of this.root.querySelectorAll("[data-turn]")) turn.hidden = true;
    this.root.querySelector("[data-sheet-page]").textContent = "";
    this.say(words);
  }

  say(words) {
    this.hint.textContent = words;
  }

  // Where the numbers say; off the page it is shown at the edge, and the server says what is wrong.
  put() {
    if (this.size && this.where === "point") this.at(Number(this.field("left").value), Number(this.field("top").value));
  }

  at(left, top) {
    const { width, height, seal } = this.size;
    this.seal.style.left = `${(left / width) * 100}%`;
    this.seal.style.top = `${(top / height) * 100}%`;
    this.seal.style.width = `${(seal / width) * 100}%`;
    this.seal.style.height = `${(seal / height) * 100}%`;
    this.seal.classList.remove("hidden");
  }

  move(left, top) {
    const { width, height, seal } = this.size;
    const within = (value, most) => Math.max(0, Math.min(value, Math.floor((most - seal) * 10) / 10)).toFixed(1);
    this.field("left").value = within(left, width);
    this.field("top").value = within(top, height);
    this.put();
  }

  key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (!way || !this.size || this.where !== "point") return;
    event.preventDefault();
    const step = event.shiftKey ? FAR : STEP;
    this.move(Number(this.field("left").value) + way[0] * step, Number(this.field("top").value) + way[1] * step);
  }

  drag(event) {
    if (!this.size || this.where !== "point") return;
    event.preventDefault();
    this.seal.focus();
    this.seal.setPointerCapture(event.pointerId);
    const scale = this.size.width / this.picture.clientWidth;
    const from = { x: event.clientX, y: event.clientY };
    const start = { left: Number(this.field("left").value), top: Number(this.field("top").value) };
    const follow = (now) =>
      this.move(start.left + (now.clientX - from.x) * scale, start.top + (now.clientY - from.y) * scale);
    const stop = () => {
      this.seal.removeEventListener("pointermove", follow);
      this.seal.removeEventListener("pointerup", stop);
      this.seal.removeEventListener("pointercancel", stop);
    };
    this.seal.addEventListener("pointermove", follow);
    this.seal.addEventListener("pointerup", stop);
    this.seal.addEventListener("pointercancel", stop);
  }
}
