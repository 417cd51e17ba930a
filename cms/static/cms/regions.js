// Shows of each region's form only what its state and its kind of field ask for. Without this script all of it is shown.

const show = (form) => {
  const open = form.querySelector('input[type="radio"][value="False"]')?.checked ?? false;
  for (const part of form.closest(".kit-region-panel").querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "open") !== open;
  const kind = form.querySelector('select[name$="-field_kind"]')?.value;
  for (const part of form.querySelectorAll("[data-kinds]")) part.hidden = !part.dataset.kinds.split(" ").includes(kind);
};

for (const form of document.querySelectorAll("[data-region-form]")) {
  form.addEventListener("change", () => show(form));
  show(form);
}
