// A search-as-you-type field after the ARIA pattern of an editable combobox with a list: the focus stays in the field,
// arrows move through what was found, Enter takes it, Escape closes. What is found comes from the server.

const PAUSE = 150;
let lists = 0;

const element = (name, attributes = {}, text = "") => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};

export class Combobox {
  // input: the field. find(text, signal): promises [{value, label, hint}]. pick(option): takes one.
  // says: {nothing, failed, many(n)}; announce(text): speaks to a screen reader.
  constructor(input, { find, pick, says, announce, back }) {
    Object.assign(this, { input, find, pick, says, announce, back });
    this.options = [];
    this.active = -1;
    this.list = element("ul", { role: "listbox", class: "seg-list", id: `seg-list-${++lists}`, "aria-label": input.ariaLabel ?? "" });
    this.list.hidden = true;
    input.after(this.list);
    for (const [key, value] of Object.entries({
      role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) input.setAttribute(key, value);
    input.addEventListener("input", () => this.later(PAUSE));
    input.addEventListener("click", () => this.list.hidden && this.later(0));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // The field keeps the focus while the list is clicked, and a finger may scroll the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(Number(event.target.closest("[role=option]")?.dataset.place ?? -1)));
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!open) this.later(0);
      else if (this.options.length) this.move((this.active + step + this.options.length + (this.active < 0 && step < 0)) % this.options.length);
    } else if (event.key === "Enter") {
      event.preventDefault(); // Never sends the form.
      if (open && this.options.length) this.take(Math.max(this.active, 0));
    } else if (event.key === "Escape" && (open || this.input.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (!open) this.input.value = "";
      this.close();
    } else if (event.key === "Backspace" && !this.input.value) {
      this.back?.();
    }
  }

  later(pause) {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = setTimeout(() => this.look(), pause);
  }

  async look() {
    const request = (this.request = new AbortController());
    this.input.setAttribute("aria-busy", "true");
    try {
      this.show(await this.find(this.input.value.trim(), request.signal));
    } catch (error) {
      if (error.name !== "AbortError") this.show([], this.says.failed);
    } finally {
      if (request === this.request) this.input.removeAttribute("aria-busy");
    }
  }

  show(options, note = this.says.nothing) {
    if (document.activeElement !== this.input) return;
    this.options = options;
    this.list.replaceChildren(...options.map((option, place) => {
      const item = element("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false", "data-place": place });
      item.append(element("span", { class: "seg-list__label", dir: "auto" }, option.label));
      if (option.hint) item.append(element("span", { class: "seg-list__hint", dir: "auto" }, option.hint));
      return item;
    }));
    if (!options.length) this.list.append(element("li", { class: "seg-list__note", role: "presentation" }, note));
    const wasHidden = this.list.hidden;
    this.list.hidden = false;
    if (wasHidden) this.list.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-expanded", "true");
    this.move(options.length && this.input.value ? 0 : -1);
    this.announce(options.length ? this.says.many(options.length) : note);
  }

  move(place) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const item = place < 0 ? null : this.list.children[place];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(place) {
    const option = this.options[place];
    if (!option) return;
    this.input.value = "";
    this.close();
    this.pick(option);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.options = [];
    this.move(-1);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-busy");
  }
}
