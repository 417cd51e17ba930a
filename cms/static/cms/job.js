// Moves the bar of a job while it is worked on, and shows the page anew when it has ended.

const root = document.querySelector("[data-job]");
const words = root.querySelector("[data-words]");
const bar = root.querySelector("[data-bar]");
root.querySelector(".prt-reload").remove();
let pause = 700;

const look = async () => {
  try {
    const answer = await fetch(root.dataset.job, { headers: { Accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const job = await answer.json();
    if (!job.open) return location.reload();
    if (words.textContent !== job.words) words.textContent = job.words;
    if (job.total) { bar.max = job.total; bar.value = job.done; }
    pause = Math.min(pause * 1.1, 4000);
  } catch { pause = 4000; } // away from the net for a moment
  setTimeout(look, pause);
};

setTimeout(look, pause);
