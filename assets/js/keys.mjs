// Keyboard shortcuts at the desk. Each has a link or a button that does the same; none works while somebody types, none
// with a modifier, and all can be switched off (WCAG 2.1.4).
const OFF = "consilia-keys-off";
const FIELDS = "input, textarea, select, [contenteditable]";

/** Listen on a page that has the dialog `help`, which names the keys and switches them off. */
export function useKeys(help) {
  const opener = document.querySelector("[data-keys-open]");
  const box = help.querySelector("input[type=checkbox]");
  const show = () => help.showModal();
  box.checked = !isOff();
  box.addEventListener("change", () => remember(!box.checked));
  opener.hidden = false;
  opener.addEventListener("click", show);
  const acts = { j: () => walk(1), k: () => walk(-1), c: claim, r: reply, "?": show };
  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || !isFree(event, help)) return;
    event.preventDefault();
    act();
  });
}

function isFree(event, help) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return false;
  return !help.open && !isOff() && !event.target.closest(FIELDS);
}

// A browser that keeps nothing for this page still has the keys, and switches them off until the page is left.
let offHere = false;

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return offHere;
  }
}

function remember(off) {
  offHere = off;
  try {
    if (off) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {
    // told above
  }
}

// Focus goes to the question's own link, so Enter opens it and a screen reader says where one is.
function walk(step) {
  const stops = [...document.querySelectorAll("[data-walk] h2 a")];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step];
  if (next) next.focus();
}

function claim() {
  const form = document.querySelector("form[data-key=c]");
  if (form) form.requestSubmit();
}

function reply() {
  const text = document.getElementById("reply_text");
  if (text) text.focus();
}
