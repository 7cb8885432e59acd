// The page that checks proofs of evidence in the browser. Loaded there only: the national algorithms are large.
import { checkProof, Refused } from "./src/evidence_check.js";

const LARGEST = 1024 * 1024;
const place = document.querySelector("[data-evidence]");
const input = place.querySelector("input[type=file]");
const statements = place.dataset.keys ? [JSON.parse(place.dataset.keys)] : [];
const list = document.querySelector("[data-evidence-results]");
const status = document.getElementById("status");

async function verdict(file) {
  if (file.size > LARGEST) return { state: "refused", title: "不成立", text: "文件太大，不是存证证明" };
  try {
    const found = checkProof(await file.text(), place.dataset.trusted.split(" ").filter(Boolean), statements);
    if (found.trusted) return { state: "holds", title: `证明成立：${found.title}`, text: found.text };
    return {
      state: "unknown", title: `内容相符，但不是本平台的存证：${found.title}`,
      text: `${found.text}。请向出具方核对根证书指纹 ${found.root}`,
    };
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    return { state: "refused", title: "证明不成立", text: fault.message };
  }
}

function show(name, { state, title, text }) {
  const row = document.getElementById("evidence-row").content.cloneNode(true);
  const item = row.querySelector("li");
  item.dataset.state = state;
  for (const mark of item.querySelectorAll("[data-mark]")) mark.hidden = mark.dataset.mark !== state;
  item.querySelector("[data-name]").textContent = name;
  item.querySelector("[data-title]").textContent = title;
  item.querySelector("[data-text]").textContent = text;
  list.append(row);
}

async function take(files) {
  list.replaceChildren();
  const results = [];
  for (const file of files) {
    const found = await verdict(file);
    results.push(found.state);
    show(file.name, found);
  }
  list.parentElement.hidden = false;
  const holds = results.filter((state) => state === "holds").length;
  status.textContent = `核验了 ${results.length} 份证明，${holds} 份成立`;
}

input.disabled = false;
input.addEventListener("change", () => take(input.files));
place.addEventListener("dragover", (event) => {
  event.preventDefault();
  place.dataset.over = "";
});
place.addEventListener("dragleave", () => delete place.dataset.over);
place.addEventListener("drop", (event) => {
  event.preventDefault();
  delete place.dataset.over;
  take(event.dataTransfer.files);
});
