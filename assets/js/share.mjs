// Copying and sharing the address of a public page. Both buttons arrive hidden and appear where the browser can do it.

/** Show a button that copies the address in data-copy-link and says so for a moment. */
export function offerCopy(button) {
  if (!navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copyLink);
    } catch {
      return; // refused by the person or the browser: the address bar still has it
    }
    say(button, button.dataset.copied);
    setTimeout(() => say(button, label), 4000);
  });
}

/** Show a button that opens the device's own share sheet with data-web-share and data-title. */
export function offerShare(button) {
  if (!navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    // A rejection is a person who closed the sheet.
    navigator.share({ url: button.dataset.webShare, title: button.dataset.title }).catch(() => {});
  });
}

function say(button, words) {
  button.textContent = words;
  const status = button.parentElement.querySelector("[role=status]");
  if (status) status.textContent = words === button.dataset.copied ? words : "";
}
