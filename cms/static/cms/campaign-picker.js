// Turns the input of a picker into one that searches as one types. Without this script, names and codes can be typed.

const PAUSE = 180;

const make = (tag, attributes = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
};

class Picker {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("[data-typed]");
    this.list = root.querySelector("[data-found]");
    this.picked = root.querySelector("[data-picked]");
    this.said = root.querySelector("[data-said]");
    root.querySelector("[data-without-script]").remove();
    this.input.removeAttribute("name"); // what is half typed is nothing yet
    this.list.id = `${this.input.id}-found`;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": this.list.id })) this.input.setAttribute(name, value);
    for (const item of this.picked.children) this.dress(item);
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.search(), PAUSE); });
    this.input.addEventListener("focus", () => this.search());
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) this.pick(option); });
    this.picked.addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) this.remove(button.closest("li")); });
    if (this.input.value) this.search();
  }

  // A tick box becomes a button that takes the entry out; the box itself stays, hidden, and is what the form sends.
  dress(item) {
    const box = item.querySelector("input");
    const label = item.querySelector(".pick__label").textContent;
    const note = item.querySelector(".pick__note");
    box.type = "hidden";
    const button = make("button", { type: "button", class: "pick__remove", "aria-label": `${this.root.dataset.remove}: ${label}` }, "×");
    const words = make("span", { class: "pick__label", dir: "auto" }, label);
    item.replaceChildren(box, words, ...(note.textContent ? [note] : []), button);
  }

  get ids() { return [...this.picked.querySelectorAll("input")].map((box) => box.value); }

  async search() {
    const asked = this.asked = Symbol("asked");
    const query = new URLSearchParams({ q: this.input.value, of: this.root.dataset.name });
    const response = await fetch(`${this.root.dataset.search}?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok || asked !== this.asked) return;
    const { found } = await response.json();
    if (document.activeElement !== this.input) return;
    const known = new Set(this.ids);
    this.show(found.filter((each) => !known.has(each.id)));
  }

  show(found) {
    this.list.replaceChildren(...found.map((each, number) => {
      const option = make("li", { role: "option", id: `${this.list.id}-${number}`, "data-id": each.id, "data-note": each.note, "aria-selected": "false", class: "pick__option" }, make("span", { class: "pick__label", dir: "auto" }, each.label));
      if (each.note) option.append(make("span", { class: "pick__note", dir: "auto" }, each.note));
      return option;
    }));
    if (!found.length) this.list.append(make("li", { class: "pick__none" }, this.root.dataset.none));
    this.said.textContent = found.length ? `${this.root.dataset.some}${found.length}` : this.root.dataset.none;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(this.input.value && found.length ? 0 : -1);
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  mark(number) {
    this.at = number;
    this.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === number)));
    const option = this.options[number];
    if (option) { this.input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && !open) { event.preventDefault(); this.search(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = this.options.length;
      if (count) this.mark((this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter") { event.preventDefault(); if (open && this.options[this.at]) this.pick(this.options[this.at]); }
    else if (event.key === "Escape" && open) { event.stopPropagation(); this.close(); }
    else if (event.key === "Backspace" && !this.input.value && this.picked.lastElementChild) this.remove(this.picked.lastElementChild);
  }

  pick(option) {
    const item = make("li", { class: "pick__item" }, make("input", { type: "hidden", name: this.root.dataset.name, value: option.dataset.id }), make("span", { class: "pick__label" }, option.querySelector(".pick__label").textContent), make("span", { class: "pick__note", dir: "auto" }, option.dataset.note));
    this.picked.append(item);
    this.dress(item);
    this.input.value = "";
    this.close();
    this.changed();
  }

  remove(item) {
    item.remove();
    this.input.focus();
    this.changed();
  }

  close() {
    this.asked = null;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  changed() { this.root.dispatchEvent(new Event("change", { bubbles: true })); }
}

for (const root of document.querySelectorAll("[data-picker]")) new Picker(root);
