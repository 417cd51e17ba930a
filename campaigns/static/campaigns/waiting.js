// Pictures of templates whose masters are still being made: asked for again until they are there.
const TRIES = 40;
for (const image of document.querySelectorAll("img[data-patient]")) {
  let tries = 0;
  const source = image.src;
  const wait = () => {
    image.classList.add("skeleton");
    image.removeAttribute("src");
    if (tries++ < TRIES) setTimeout(() => { image.src = `${source}&again=${tries}`; }, Math.min(1500 * tries, 6000));
  };
  image.addEventListener("error", wait);
  image.addEventListener("load", () => image.classList.remove("skeleton"));
  if (image.complete && !image.naturalWidth) wait();
}
