// Counts the partners of the audience that stands in the form. Without this script the count is that of the last save.

const AXES = ["segments", "territories", "excluded_segments", "excluded_territories"];

for (const panel of document.querySelectorAll("[data-counting]")) {
  const form = panel.closest("form");
  let asked;
  const count = async () => {
    const mine = asked = Symbol("asked");
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (AXES.includes(name)) query.append(name, value);
    panel.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(`${panel.dataset.counting}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok || mine !== asked) return;
      const { words, sentence, partners } = await response.json();
      panel.querySelector("[data-words]").textContent = words;
      panel.querySelector("[data-sentence]").textContent = sentence;
      panel.classList.toggle("audience--none", !partners);
    } finally {
      if (mine === asked) panel.removeAttribute("aria-busy");
    }
  };
  form?.addEventListener("change", (event) => { if (event.target.closest("[data-picker]")) count(); });
}
