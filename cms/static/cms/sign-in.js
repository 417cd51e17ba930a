// What signing in is better with: passwords that can be shown, passkeys only where the browser knows them, and what
// went wrong with one, said on the page. The pages work without it, but for passkeys, which need a script anyway.

for (const input of document.querySelectorAll('input[type="password"]')) {
  const words = document.getElementById("sign-in-words")?.dataset;
  if (!words) break;
  const frame = document.createElement("div");
  frame.className = "password";
  input.replaceWith(frame);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.show;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", words.showLong);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(shown));
  });
  // Nobody's password stays readable on the way to the server, or in what the browser remembers of the form.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  frame.append(input, button);
}

const passkeys = "PublicKeyCredential" in window;
for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !passkeys;
for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = passkeys;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.getElementById("passkey-trouble");
  if (!place) return;
  const name = event.detail.exception?.name;
  place.textContent = name === "InvalidStateError" ? place.dataset.already
    : name === "NotAllowedError" || name === "AbortError" ? place.dataset.stopped : place.dataset.failed;
  place.hidden = false;
});
