// Fills in how many partners are in each segment of the list, in one request, also after the list was searched.

const address = document.querySelector("script[data-counts]").dataset.counts;

const count = async () => {
  const cells = [...document.querySelectorAll("[data-segment-count]:not([data-counted])")];
  if (!cells.length) return;
  for (const cell of cells) cell.dataset.counted = "";
  const asked = new URLSearchParams(cells.map((cell) => ["id", cell.dataset.segmentCount]));
  try {
    const response = await fetch(`${address}?${asked}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!response.ok) return; // The links to count stay.
    const { counts } = await response.json();
    for (const cell of cells) cell.textContent = counts[cell.dataset.segmentCount] ?? "–";
  } catch { /* The links to count stay. */ }
};

new MutationObserver(count).observe(document.getElementById("listing-results"), { childList: true, subtree: true });
count();
