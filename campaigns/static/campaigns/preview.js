// The preview is the file: the real fill, drawn. First the part around the field that is typed in, then the whole page.
import { token } from "./autosave.js";

const PAUSE = 120;
const WHOLE = 450;

export class Preview {
  constructor(bench, form, tell) {
    Object.assign(this, { bench, form, tell });
    this.sheets = [...bench.querySelectorAll(".sheet")];
    this.told = document.getElementById("told");
  }

  touch(key, data) {
    this.typed = performance.now();
    clearTimeout(this.timer);
    clearTimeout(this.whole);
    this.timer = setTimeout(() => this.part(key, data), PAUSE);
  }

  refresh(data) {
    clearTimeout(this.whole);
    this.whole = setTimeout(() => this.all(data), 0);
  }

  async part(key, data) {
    const sheet = this.sheetOf(key);
    if (!sheet) return this.all(data);
    const body = data();
    body.append("field", key);
    const answer = await this.ask(body, sheet);
    if (!answer) return;
    this.tell(answer.told);
    if (answer.told.box) await this.patch(sheet, answer);
    this.mark(key);
    this.whole = setTimeout(() => this.all(data), WHOLE);
  }

  async all(data) {
    for (const sheet of this.sheets) {
      const answer = await this.ask(data(), sheet);
      if (!answer) return;
      this.tell(answer.told);
      const image = sheet.querySelector("img");
      const url = URL.createObjectURL(answer.picture);
      const fresh = new Image();
      fresh.src = url;
      try { await fresh.decode(); } catch { return; }
      image.removeAttribute("srcset");
      image.src = url;
      for (const old of sheet.querySelectorAll(".patch")) old.remove();
      if (image.dataset.blob) URL.revokeObjectURL(image.dataset.blob);
      image.dataset.blob = url;
      const thumb = document.getElementById("thumb");
      if (thumb && sheet === this.sheets[0]) thumb.src = url;
    }
    if (this.told && this.told.textContent !== this.told.dataset.fresh) {
      this.told.textContent = this.told.dataset.fresh;
      setTimeout(() => { this.told.textContent = ""; }, 2000);
    }
    this.bench.dataset.drawn = String(Number(this.bench.dataset.drawn ?? 0) + 1);
  }

  // One question at a time: what is overtaken is cancelled.
  async ask(body, sheet) {
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    body.append("edition", this.bench.dataset.edition);
    const pixels = Math.round(sheet.getBoundingClientRect().width * Math.min(devicePixelRatio, 2));
    const query = new URLSearchParams({ edition: this.bench.dataset.edition, page: sheet.dataset.page, w: String(pixels) });
    try {
      const response = await fetch(`${this.bench.dataset.preview}?${query}`, {
        method: "POST", body, signal: asking.signal, redirect: "manual", headers: { "X-CSRFToken": token(this.form) },
      });
      if (!response.ok) return null;
      const bytes = await response.arrayBuffer();
      const length = new DataView(bytes).getUint32(0);
      const told = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
      return { told, picture: new Blob([new Uint8Array(bytes, 4 + length)], { type: "image/jpeg" }) };
    } catch { return null; }
  }

  async patch(sheet, { told, picture }) {
    const url = URL.createObjectURL(picture);
    const image = new Image();
    image.className = "patch";
    image.alt = "";
    image.src = url;
    try { await image.decode(); } catch { return; } finally { URL.revokeObjectURL(url); }
    const [left, top, width, height] = told.box.map((share) => `${share * 100}%`);
    Object.assign(image.style, { left, top, width, height });
    const frame = sheet.querySelector(".sheet-frame");
    for (const old of frame.querySelectorAll(".patch")) {
      if (old.style.left === left && old.style.top === top) old.remove();
    }
    frame.insertBefore(image, frame.querySelector(".spots"));
    const thumb = document.getElementById("thumb");
    if (thumb) thumb.dataset.stale = "1";
  }

  // For the measurement of the time from the last keystroke to the decoded picture.
  mark(key) {
    performance.measure("preview", { start: this.typed, detail: key });
  }

  spot(key) { return document.getElementById(`spot-${key}`); }
  sheetOf(key) { return this.spot(key)?.closest(".sheet"); }

  highlight(key) {
    for (const spot of this.bench.querySelectorAll(".spots .on")) spot.classList.remove("on");
    if (key) this.spot(key)?.classList.add("on");
  }

  show(key) {
    const spot = this.spot(key);
    if (!spot) return false;
    this.highlight(key);
    spot.scrollIntoView({ block: "center", inline: "center" });
    return true;
  }
}
