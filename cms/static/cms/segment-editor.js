// Turns the form of a segment, which works without this script, into one that follows what is typed: operators and
// values fit their attribute, rows come and go in place, and beside them stands who matches, and why.

import { Combobox } from "./segment-combobox.js";

const PAUSE = 250;
const editor = document.querySelector("[data-segment-editor]");
const form = editor?.closest("form");
const rows = editor?.querySelector("[data-rows]");
const answers = editor?.querySelector("[data-answers]");
const words = editor && JSON.parse(document.getElementById("seg-words").textContent);
const part = (name, where = editor) => where.querySelector(`[data-${name}]`);
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, key) => values[key]);

const announce = (text) => {
  const region = part("announcer");
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
};

// --- Rows ------------------------------------------------------------------------------------------------------------

const fromTemplate = (name, row) => {
  const template = document.getElementById(name);
  const made = document.createElement("template");
  made.innerHTML = template ? template.innerHTML.replaceAll("__row__", row) : "";
  return made.content;
};

const number = () => {
  const any = form.elements["rule-match"].value === "any";
  [...rows.children].forEach((row, place) => {
    part("number", row).textContent = fill(words.condition, { number: place + 1 });
    part("joiner", row).textContent = any ? words.or : words.and;
    part("remove", row).setAttribute("aria-label", fill(words.remove, { number: place + 1 }));
  });
  part("empty").hidden = rows.children.length > 0;
};

const add = () => {
  const next = Math.max(-1, ...[...rows.children].map((row) => Number(row.dataset.row))) + 1;
  rows.append(fromTemplate("seg-new-row", next));
  number();
  ready(rows.lastElementChild);
  part("subject", rows.lastElementChild).focus();
  announce(fill(words.added, { number: rows.children.length }));
  refresh();
};

const remove = (row) => {
  const place = [...rows.children].indexOf(row);
  const next = row.nextElementSibling;
  row.remove();
  number();
  const near = next ?? rows.lastElementChild;
  (near ? part("subject", near) : part("add")).focus();
  const undo = part("undo");
  undo.hidden = false;
  part("undo-text", undo).textContent = fill(words.removed, { number: place + 1 });
  announce(fill(words.removed, { number: place + 1 }));
  part("undo-button", undo).onclick = () => {
    rows.insertBefore(row, next?.isConnected ? next : null);
    undo.hidden = true;
    number();
    part("subject", row).focus();
    announce(fill(words.back, { number: place + 1 }));
    changed();
  };
  changed();
};

const said = (row) => [...part("value", row).querySelectorAll("[name]")]
  .filter((input) => input.value && (input.checked || !["checkbox", "radio"].includes(input.type)))
  .map((input) => ({ name: input.name, value: input.value, label: input.dataset.label }));

// What was chosen with the former operator stays as far as the new one has a place for it.
const keep = (row, before) => {
  const value = part("value", row);
  const finder = part("finder", value);
  for (const { name, value: text, label } of before) {
    if (finder && label) choose(finder, { value: text, label });
    const inputs = [...value.querySelectorAll("[name]")];
    const box = inputs.find((input) => input.type === "checkbox" && input.value === text);
    const field = inputs.find((input) => input.name === name && input.type !== "checkbox")
      ?? inputs.find((input) => name.endsWith("-value") && /-(value|from)$/.test(input.name) && input.type !== "checkbox");
    if (box) box.checked = true;
    else if (field && !(field.tagName === "SELECT" && ![...field.options].some((option) => option.value === text))) field.value = text;
  }
};

const fitValue = (row, before = []) => {
  const operator = part("operator", row)?.selectedOptions[0];
  const shape = operator?.dataset.shape ?? "";
  const slot = part("value", row);
  slot.dataset.shape = shape;
  slot.replaceChildren(fromTemplate(`seg-value-${part("subject", row).value}-${shape}`, row.dataset.row));
  keep(row, before);
  ready(row);
};

const fitSubject = (row) => {
  part("how", row).replaceChildren(fromTemplate(`seg-how-${part("subject", row).value}`, row.dataset.row));
  fitValue(row);
};

// --- Values that are searched for --------------------------------------------------------------------------------------

const options = (subject) => async (text, signal) => {
  const asked = new URLSearchParams({ subject, q: text, not: editor.dataset.segment ?? "" });
  const response = await fetch(`${editor.dataset.options}?${asked}`, { signal, headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).options;
};

const says = words && { nothing: words.nothing, failed: words.failed, many: (count) => fill(count === 1 ? words.foundOne : words.found, { number: count }) };

const choose = (finder, { value, label }) => {
  const chips = part("chips", finder);
  const there = [...chips.querySelectorAll("input")].find((input) => input.value === value);
  if (there) {
    there.checked = true;
    return;
  }
  if (finder.dataset.finder === "one") chips.replaceChildren();
  const chip = fromTemplate("seg-chip", "").firstElementChild;
  const input = chip.querySelector("input");
  Object.assign(input, { name: finder.dataset.name, value, checked: true });
  input.dataset.label = label;
  part("label-text", chip).textContent = label;
  part("unchoose", chip).setAttribute("aria-label", fill(words.unchoose, { label }));
  chips.append(chip);
};

const unchoose = (chip) => {
  const finder = chip.closest("[data-finder]");
  const near = chip.nextElementSibling ?? chip.previousElementSibling;
  announce(fill(words.unchosen, { label: part("label-text", chip).textContent }));
  chip.remove();
  (near ? part("unchoose", near) : finder.querySelector("[role=combobox]")).focus();
  changed();
};

// Makes the searchable fields of a row ready, once each.
const ready = (row) => {
  for (const finder of row.querySelectorAll("[data-finder]:not([data-ready])")) {
    finder.dataset.ready = "";
    const input = part("find", finder);
    input.removeAttribute("name");
    for (const found of finder.querySelectorAll("[data-found] input")) {
      if (found.checked) choose(finder, { value: found.value, label: found.dataset.label });
    }
    part("found", finder)?.remove();
    for (const box of finder.querySelectorAll("[data-chips] input:not(:checked)")) box.closest("li").remove();
    new Combobox(input, {
      find: options(finder.dataset.subject), says, announce,
      pick: (option) => {
        choose(finder, option);
        announce(fill(words.chosen, { label: option.label }));
        input.focus();
        changed();
      },
      back: () => {
        const last = part("chips", finder).lastElementChild;
        if (!last) return;
        announce(fill(words.unchosen, { label: part("label-text", last).textContent }));
        last.remove();
        changed();
      },
    });
  }
};

// --- Who matches, and why ----------------------------------------------------------------------------------------------

let timer;
let request;
let partner = "";

const refresh = (pause = PAUSE) => {
  clearTimeout(timer);
  request?.abort();
  answers.setAttribute("aria-busy", "true");
  timer = setTimeout(ask, pause);
};

// Tells Wagtail, which warns of changes that are not saved, what no typing told it.
const changed = () => {
  form.dispatchEvent(new Event("change", { bubbles: true }));
  refresh();
};

const ask = async () => {
  const asked = (request = new AbortController());
  const data = new FormData(form);
  if (partner) data.set("partner", partner);
  try {
    const response = await fetch(editor.dataset.live, {
      method: "POST", body: data, signal: asked.signal, headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (!response.ok) throw new Error(response.statusText);
    show(await response.json());
  } catch (error) {
    if (error.name === "AbortError") return;
    part("count").textContent = words.failed;
  }
  if (asked === request) answers.removeAttribute("aria-busy");
};

const show = ({ sentence, count, share, found, why, notes, verdicts }) => {
  part("sentence").textContent = sentence;
  const counted = part("count");
  // Only a new figure is spoken.
  if (counted.innerHTML !== count) counted.innerHTML = count;
  part("share").style.inlineSize = `${share}%`;
  part("examples").innerHTML = found;
  part("why").innerHTML = why;
  for (const row of rows.children) {
    const note = notes[row.dataset.row];
    const place = part("note", row);
    place.textContent = note?.text ?? "";
    place.classList.toggle("seg-note--error", note?.level === "error");
    row.classList.toggle("seg-row--error", note?.level === "error");
    const verdict = verdicts[row.dataset.row];
    part("verdict", row).innerHTML = verdict ?? "";
  }
};

const lookAt = (id) => {
  partner = id;
  refresh(0);
};

// --- At work -----------------------------------------------------------------------------------------------------------

if (editor) {
  editor.classList.add("seg--live");
  for (const button of editor.querySelectorAll("[data-without-script]")) button.remove();
  for (const button of editor.querySelectorAll("[data-add]")) button.type = "button";
  for (const row of rows.children) {
    row.querySelectorAll("[data-without-script]").forEach((button) => button.remove());
    ready(row);
  }
  partner = part("partner").value;
  part("partner").disabled = true;

  const search = part("partner-search");
  search.removeAttribute("name");
  new Combobox(search, {
    find: options("partner"), says, announce,
    pick: (option) => {
      search.value = "";
      search.focus();
      lookAt(option.value);
    },
  });

  editor.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.matches("[data-add]")) add();
    else if (pressed.matches("[data-remove]")) {
      event.preventDefault();
      remove(pressed.closest("[data-row]"));
    } else if (pressed.matches("[data-unchoose]")) unchoose(pressed.closest("li"));
    else if (pressed.matches("[data-look-at]")) {
      event.preventDefault();
      lookAt(pressed.value);
      part("why").focus();
      part("why").scrollIntoView({ block: "nearest" });
    } else if (pressed.matches("[data-look-away]")) {
      part("partner-search").focus();
      lookAt("");
    }
  });
  editor.addEventListener("change", ({ target }) => {
    const row = target.closest("[data-row]");
    if (target.matches("[data-subject]") && row) fitSubject(row);
    else if (target.matches("[data-operator]")) {
      const before = said(row);
      if (part("value", row).dataset.shape !== target.selectedOptions[0].dataset.shape) fitValue(row, before);
    } else if (target.name === "rule-match") number();
    if (target.name?.startsWith("rule-")) refresh();
  });
  editor.addEventListener("input", ({ target }) => {
    if (target.name?.startsWith("rule-")) refresh();
  });
  refresh(0);
}
