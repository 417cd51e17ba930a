// Larger and smaller pages in the preview; a new size asks for as many pixels as it shows.
const STEPS = [1, 1.5, 2, 3];

export function zoomable(stage, drawAnew) {
  if (!stage) return;
  const bar = stage.querySelector(".zoom");
  const sheets = stage.querySelector(".sheets");
  let step = 0;
  bar.hidden = false;
  const show = () => {
    sheets.style.setProperty("--zoom", STEPS[step]);
    sheets.classList.toggle("zoomed", step > 0);
    bar.querySelector("[data-zoom=out]").disabled = step === 0;
    bar.querySelector("[data-zoom=in]").disabled = step === STEPS.length - 1;
    if (step) drawAnew();
  };
  bar.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (!way) return;
    step = way === "fit" ? 0 : Math.max(0, Math.min(STEPS.length - 1, step + (way === "in" ? 1 : -1)));
    show();
  });
  bar.querySelector("[data-zoom=out]").disabled = true;
}
