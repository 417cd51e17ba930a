// Filling in a piece: wires typing to saving and to the preview. Without it the page works with a reload.
import { Autosave } from "./autosave.js";
import { Preview } from "./preview.js";
import { zoomable } from "./zoom.js";

const bench = document.getElementById("workbench");
const form = document.getElementById("piece");
const inputs = () => [...form.querySelectorAll("[data-field]")];
const fieldOf = (key) => document.getElementById(`field-${CSS.escape(key)}`) ?? document.getElementById(`field-${key}`);

export function valuesOf(keys) {
  const data = new FormData();
  for (const input of inputs()) {
    if (!keys.has(input.dataset.field) || !input.name || input.type === "file") continue;
    if ((input.type === "radio" || input.type === "checkbox") && !input.checked) continue;
    data.append(input.name, input.value);
  }
  for (const key of keys) data.append("keys", key);
  return data;
}

const preview = bench.dataset.looks ? new Preview(bench, form, (told) => tell(told)) : null;
const autosave = new Autosave(bench, form, valuesOf, { onConflicts: showConflicts, onOthers: refresh });

if (bench.dataset.editable) {
  form.addEventListener("input", (event) => {
    const key = event.target.dataset.field;
    if (!key || event.target.type === "file") return;
    autosave.touch(key);
    preview?.touch(key, () => valuesOf(autosave.touched));
    markTyped(key);
    if (event.target.name.endsWith("_country_code")) autosave.flush().then(() => refresh([key]));
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length) upload(event.target);
  });
  form.addEventListener("focusin", (event) => {
    const key = event.target.dataset.field ?? event.target.closest(".piece-field")?.dataset.key;
    if (!key) return;
    preview?.highlight(key);
    const field = fieldOf(key);
    // A sample is there to be typed over.
    if (field?.dataset.origin === "sample" && event.target.select && !field.dataset.met) event.target.select();
    if (field) field.dataset.met = "1";
  });
  form.addEventListener("focusout", () => preview?.highlight(null));
  autosave.restore();
  if (autosave.touched.size) preview?.refresh(() => valuesOf(autosave.touched));
}

document.addEventListener("click", (event) => {
  const goto = event.target.closest("[data-goto], [data-spot]");
  if (goto) {
    const field = fieldOf(goto.dataset.goto ?? goto.dataset.spot);
    const input = field?.querySelector("input:not([type=hidden]), textarea, select");
    if (!input) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    input.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    return;
  }
  const show = event.target.closest("[data-show]");
  if (show && preview?.show(show.dataset.show)) event.preventDefault();
});

// Every button that leaves this page waits until everything is saved.
let leaving = false;
document.addEventListener("submit", (event) => {
  if (event.target !== form || leaving) return;
  if (!event.submitter?.hasAttribute("formaction") && !event.submitter?.name) {
    // Enter in a field: it saves, and the page stays.
    event.preventDefault();
    autosave.flush();
    return;
  }
  if (!autosave.busy) return markLeaving(event.submitter);
  event.preventDefault();
  const button = event.submitter;
  button?.setAttribute("aria-busy", "true");
  autosave.flush().then((saved) => {
    button?.removeAttribute("aria-busy");
    if (saved) { markLeaving(button); form.requestSubmit(button); }
  });
});
function markLeaving(button) {
  // Everything is saved already: the form goes with its buttons only.
  for (const input of inputs()) input.disabled = true;
  setTimeout(() => { for (const input of inputs()) input.disabled = false; }, 0);
  if (button?.hasAttribute("data-download")) return;
  leaving = true;
  autosave.leave();
}
window.addEventListener("pageshow", () => { leaving = false; });

document.getElementById("language")?.addEventListener("change", () => {
  document.getElementById("change-language").click();
});
document.querySelectorAll(".editions a").forEach((link) => link.addEventListener("click", (event) => {
  if (!autosave.busy || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  autosave.flush().then(() => { location.href = link.href; });
}));

function markTyped(key) {
  const field = fieldOf(key);
  if (field && field.dataset.origin !== "typed") field.dataset.origin = "typed";
}

function tell({ fields, checks, blocked }) {
  for (const [key, told] of Object.entries(fields)) {
    const field = fieldOf(key);
    if (!field) continue;
    field.dataset.origin = told.origin;
    const errors = field.querySelector(".errors");
    if (errors.firstElementChild.textContent !== told.error) errors.firstElementChild.textContent = told.error;
    errors.hidden = !told.error;
    field.classList.toggle("invalid", !!told.error);
    for (const input of field.querySelectorAll("[data-field]")) {
      input.toggleAttribute("aria-invalid", !!told.error);
      if (told.error) input.setAttribute("aria-invalid", "true");
      const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
      described[told.error ? "add" : "delete"](errors.id);
      if (described.size) input.setAttribute("aria-describedby", [...described].join(" "));
    }
    const room = field.querySelector(".room");
    if (room) room.innerHTML = told.room;
    const report = field.querySelector(".logo-report");
    if (report && report.dataset.told !== told.logo) {
      if (report.dataset.told !== undefined || report.children.length === 0 || told.origin === "typed") report.innerHTML = told.logo;
      report.dataset.told = told.logo;
    }
    const words = document.querySelector(`[data-words="${CSS.escape(key)}"]`);
    if (words) words.textContent = told.words;
  }
  const list = document.getElementById("checks");
  if (list && list.dataset.told !== checks) { list.innerHTML = checks; list.dataset.told = checks; }
  document.getElementById("blocked").hidden = !blocked;
}

function showConflicts(conflicts) {
  for (const [key, theirs] of Object.entries(conflicts)) {
    const field = fieldOf(key);
    field.querySelector(".conflict")?.remove();
    const note = document.getElementById("conflict").content.cloneNode(true).firstElementChild;
    note.querySelector("blockquote").textContent = theirs;
    note.addEventListener("click", (event) => {
      const keep = event.target.dataset.keep;
      if (!keep) return;
      if (keep === "mine") autosave.touch(key, 0);
      else { autosave.forget(key); refresh([key]); }
      note.remove();
    });
    field.closest("details")?.setAttribute("open", "");
    field.querySelector(".label-row, legend").after(note);
  }
}

// Draw fields anew as they are saved: after an upload, another country, or somebody else's change.
async function refresh(keys) {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const field of form.querySelectorAll(".piece-field")) {
    const key = field.dataset.key;
    const wanted = keys ? keys.includes(key) : !autosave.touched.has(key) && !field.contains(document.activeElement);
    const other = wanted && fresh.getElementById(field.id);
    if (!other || other.outerHTML === field.outerHTML) continue;
    const focused = document.activeElement?.id;
    const inside = field.contains(document.activeElement);
    field.replaceWith(other);
    if (inside && focused) document.getElementById(focused)?.focus();
  }
  preview?.refresh(() => valuesOf(autosave.touched));
}

async function upload(input) {
  const key = input.dataset.field;
  const field = fieldOf(key);
  field.setAttribute("aria-busy", "true");
  const data = new FormData();
  data.append("keys", key);
  data.append(input.name, input.files[0]);
  for (const other of field.querySelectorAll("input[data-field]:not([type=file], [type=radio])")) data.append(other.name, other.value);
  const outcome = await autosave.send(data);
  field.removeAttribute("aria-busy");
  input.value = "";
  if (outcome.trouble) {
    const errors = field.querySelector(".errors");
    errors.firstElementChild.textContent = outcome.trouble;
    errors.hidden = false;
  } else if (outcome.saved) await refresh([key]);
}

// A page whose master is being made shows it as soon as it is there.
const waiting = document.getElementById("waiting");
if (waiting) {
  const ask = async () => {
    try {
      const response = await fetch(`${bench.dataset.ready}?edition=${bench.dataset.edition}`);
      const { ready, failed } = await response.json();
      if (failed) { waiting.textContent = failed; return; }
      if (ready) { await autosave.flush(); leaving = true; autosave.leave(); location.reload(); return; }
    } catch { /* the line is down; ask again */ }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 800);
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
zoomable(document.getElementById("stage"), () => preview?.refresh(() => valuesOf(autosave.touched)));
