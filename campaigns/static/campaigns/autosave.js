// Saves what is typed by itself. While the line is down it is kept in this browser and sent later.
const PAUSE = 700;
const RETRIES = [2000, 4000, 8000, 15000];

export class Autosave {
  constructor(bench, form, valuesOf, { onConflicts, onOthers }) {
    Object.assign(this, { bench, form, valuesOf, onConflicts, onOthers });
    this.touched = new Set();
    this.tries = 0;
    this.state = document.getElementById("state");
    this.store = `lockup.piece.${bench.dataset.piece}`;
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => { if (this.touched.size && !this.left) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.touched.size) this.flush({ keepalive: true }); });
  }

  get busy() { return this.touched.size > 0 || !!this.sending; }
  get base() { return this.form.elements.base; }

  touch(key, pause = PAUSE) {
    this.touched.add(key);
    this.keep();
    if (!this.tries) this.say("dirty");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  forget(key) { this.touched.delete(key); this.keep(); }

  // Return whether everything is saved.
  async flush({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending) { await this.sending; return this.touched.size ? this.flush() : true; }
    if (!this.touched.size) return true;
    const keys = new Set(this.touched);
    const data = this.valuesOf(keys);
    const before = new Map(JSON.parse(this.snapshot(keys)));
    this.sending = this.send(data, keepalive);
    const outcome = await this.sending;
    this.sending = null;
    if (!outcome.saved) {
      if (outcome.lost) this.again();
      return false;
    }
    this.tries = 0;
    const now = new Map(JSON.parse(this.snapshot(keys)));
    for (const key of keys) {
      if (JSON.stringify(before.get(key)) === JSON.stringify(now.get(key))) this.touched.delete(key);
    }
    this.keep();
    if (this.touched.size) { this.timer = setTimeout(() => this.flush(), PAUSE); }
    this.say(this.touched.size ? "dirty" : "saved");
    return !this.touched.size;
  }

  // Send a form to be saved; `lost` says that it did not arrive.
  async send(data, keepalive = false) {
    data.set("base", this.base.value);
    this.say("saving");
    let response;
    try {
      response = await fetch(this.bench.dataset.save, {
        method: "POST", body: data, keepalive, redirect: "manual", headers: { "X-CSRFToken": token(this.form) },
      });
    } catch { this.say("waiting"); return { lost: true }; }
    if (response.type === "opaqueredirect" || response.status === 403) { this.say("signedOut"); return { lost: true }; }
    if (response.status === 422) {
      const { trouble } = await response.json();
      this.say("refused", trouble);
      return { trouble };
    }
    if (!response.ok) { this.say("waiting"); return { lost: true }; }
    const { version, conflicts, others } = await response.json();
    this.base.value = version;
    const undo = document.getElementById("undo");
    if (undo && version > 1) undo.disabled = false;
    this.say("saved");
    if (Object.keys(conflicts).length) this.onConflicts(conflicts);
    if (others) this.onOthers();
    return { saved: true };
  }

  again() {
    const wait = RETRIES[Math.min(this.tries++, RETRIES.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  leave() { this.left = true; }

  say(what, more = "") {
    const words = this.state.dataset[what] ?? "";
    const text = more ? `${words} ${more}` : words;
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.dataset.state = what;
  }

  snapshot(keys) {
    const found = [];
    for (const key of keys) found.push([key, [...this.valuesOf(new Set([key])).entries()].filter(([name]) => name !== "keys")]);
    return JSON.stringify(found);
  }

  // What is not saved yet lies in this browser, so that a reload or a crash loses nothing.
  keep() {
    try {
      if (this.touched.size) localStorage.setItem(this.store, this.snapshot(this.touched));
      else localStorage.removeItem(this.store);
    } catch { /* a browser that keeps nothing; typing goes on */ }
  }

  restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.store)); } catch { /* nothing that can be read */ }
    if (!Array.isArray(kept)) return;
    for (const [key, entries] of kept) {
      for (const [name, value] of entries) {
        const named = this.form.elements[name];
        const inputs = named instanceof RadioNodeList ? [...named] : named ? [named] : [];
        for (const input of inputs) {
          if (input.type === "radio") input.checked = input.value === value;
          else if (input.type !== "file") input.value = value;
        }
      }
      if (entries.length && this.form.elements[entries[0][0]]) this.touched.add(key);
    }
    if (this.touched.size) { this.say("dirty"); this.timer = setTimeout(() => this.flush(), 100); }
  }
}

export function token(form) {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice(10)) : form.elements.csrfmiddlewaretoken.value;
}
