// <section data-scan data-origins="…">: reads a QR code with the camera, or from a picture. The picture stays in the
// browser. Without a camera the button says why; choosing a picture always works.
import jsQR from "jsqr";
import { target } from "./scan_target.js";

const EVERY = 120; // milliseconds between two looks at the camera: quick to the eye, easy on an old phone
const LARGEST_SIDE = 1600;
const FRAME_SIDE = 800;
const REFUSED = {
  NotAllowedError: "没有得到使用摄像头的许可。要用摄像头，请在浏览器的网站设置里允许；也可以拍一张照片来识别。",
  NotFoundError: "这台设备没有摄像头。请选一张二维码的图片，或者填网址。",
  NotReadableError: "摄像头正被别的程序使用。请关掉那个程序再试，或者选一张二维码的图片。",
};
const FALLBACK = "摄像头打不开。请拍一张照片或者选一张图片来识别。";
const canvas = document.createElement("canvas");
const drawing = canvas.getContext("2d", { willReadFrequently: true });

function read(source, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, canvas.width, canvas.height, { inversionAttempts: "attemptBoth" })?.data ?? "";
}

// A code may be a small part of a large photograph: look at the whole, then at overlapping parts in full detail.
function* pieces(picture) {
  yield [picture, picture.width, picture.height];
  const side = Math.round(Math.max(picture.width, picture.height) / 2);
  if (side < 200) return;
  const step = Math.round(side / 2);
  for (let top = 0; top < picture.height - step / 2; top += step)
    for (let left = 0; left < picture.width - step / 2; left += step) {
      const part = document.createElement("canvas");
      [part.width, part.height] = [Math.min(side, picture.width - left), Math.min(side, picture.height - top)];
      part.getContext("2d").drawImage(picture, -left, -top);
      yield [part, part.width, part.height];
    }
}

async function textIn(file) {
  const picture = await createImageBitmap(file);
  try {
    for (const [source, width, height] of pieces(picture)) {
      const text = read(source, width, height, LARGEST_SIDE);
      if (text) return text;
    }
    return "";
  } finally {
    picture.close();
  }
}

class Scanner {
  constructor(place) {
    this.place = place;
    this.origins = [location.origin, ...place.dataset.origins.split(" ").filter(Boolean)];
    this.dialog = place.querySelector("dialog");
    this.video = place.querySelector("video");
    this.torch = place.querySelector("[data-scan-torch]");
    this.find("[data-scan-start]").addEventListener("click", () => this.start());
    this.torch.addEventListener("click", () => this.light(this.torch.getAttribute("aria-pressed") !== "true"));
    this.dialog.addEventListener("close", () => this.stop());
    this.find("[data-scan-picture]").addEventListener("change", (event) => this.fromPicture(event.target));
    document.addEventListener("visibilitychange", () => document.hidden && this.dialog.close());
  }

  find(selector) {
    return this.place.querySelector(selector);
  }

  offer() {
    const able = window.isSecureContext && navigator.mediaDevices?.getUserMedia;
    this.find(able ? "[data-scan-open]" : "[data-scan-unable]").hidden = false;
    this.find("[data-scan-picture]").disabled = false;
    this.find("[data-scan-from-picture]").hidden = false;
    this.find("[data-scan-open]").addEventListener("click", () => {
      this.step("ask");
      this.dialog.showModal();
    });
  }

  step(name) {
    for (const part of this.dialog.querySelectorAll("[data-scan-step]")) part.hidden = part.dataset.scanStep !== name;
  }

  async start() {
    this.step("look");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } } });
      if (!this.dialog.open) return stream.getTracks().forEach((track) => track.stop()); // closed while the browser asked
      this.stream = stream;
      this.video.srcObject = stream;
      this.torch.hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
      await this.video.play();
      this.timer = setInterval(() => this.glance(), EVERY);
    } catch (fault) {
      this.dialog.close();
      this.say(REFUSED[fault.name] ?? FALLBACK);
    }
  }

  glance() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const text = width && height && read(this.video, width, height, FRAME_SIDE);
    if (text) this.take(text);
  }

  async light(on) {
    try {
      await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
      this.torch.setAttribute("aria-pressed", String(on));
    } catch {
      this.torch.hidden = true;
    }
  }

  stop() {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    this.torch.setAttribute("aria-pressed", "false");
  }

  async fromPicture(input) {
    const [file] = input.files;
    if (!file) return;
    this.say("");
    try {
      const text = await textIn(file);
      if (text) this.take(text);
      else this.say("图片里没有找到二维码。请靠近一些、对准二维码重新拍，不要反光。");
    } catch {
      this.say("这个文件不是图片，或者打不开。请选 JPG、PNG 图片；PDF、OFD 文件请用“传证照文件”。");
    } finally {
      input.value = "";
    }
  }

  take(text) {
    const found = target(text, this.origins);
    this.dialog.close();
    if (found.path) {
      this.say("识别到证照码，正在打开查验结果…", "info");
      location.assign(found.path);
    } else this.say(found.refusal, "bad", found.host);
  }

  say(words, tone = "warn", host = "") {
    const note = this.find("[data-scan-note]");
    note.dataset.tone = tone;
    note.hidden = !words;
    this.find("[data-scan-words]").textContent = words;
    const where = this.find("[data-scan-host]");
    where.textContent = host;
    where.hidden = !host;
  }
}

export function startScanning(place) {
  if (place) new Scanner(place).offer();
}
