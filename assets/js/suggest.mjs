// Answers that fit what is being typed, fetched as a piece of a page. What is typed goes into the body of a request,
// never into an address; where no answer comes, nothing is shown and nothing is lost.

const PAUSE = 300; // milliseconds without a key before the server is asked
const LONGEST = 10000; // characters: as many as a question may have

/** Fill the place made by library/_suggest.html while somebody types into the box that it names. */
export function suggestWhileTyping(place) {
  const box = document.getElementById(place.dataset.for);
  const [status, list] = place.children;
  let waiting;
  let asking = new AbortController();

  function stop() {
    clearTimeout(waiting);
    asking.abort();
  }

  function show(html) {
    // Somebody who reads the list, or goes on, must not have it change under their finger.
    if (document.activeElement !== box && document.activeElement !== document.body) return;
    list.innerHTML = html;
    status.textContent = list.firstElementChild ? list.firstElementChild.dataset.announce : "";
  }

  async function ask() {
    asking = new AbortController();
    const { signal } = asking;
    const html = await fetched(place.dataset.suggest, told(box), signal);
    if (!signal.aborted) show(html);
  }

  function typed(event) {
    if (event.isComposing) return; // half of a Chinese character is no word yet
    stop();
    if (box.value.trim()) waiting = setTimeout(ask, PAUSE);
    else show("");
  }

  function close(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    stop();
    if (list.contains(document.activeElement)) box.focus();
    show("");
  }

  box.addEventListener("input", typed);
  box.addEventListener("compositionend", typed);
  box.addEventListener("keydown", close);
  place.addEventListener("keydown", close);
}

function told(box) {
  const form = new FormData(box.form);
  form.set(box.name, box.value.slice(0, LONGEST));
  return form;
}

async function fetched(address, body, signal) {
  try {
    const answer = await fetch(address, { method: "POST", body, signal, cache: "no-store" });
    return answer.ok ? (await answer.text()).trim() : "";
  } catch {
    return ""; // given up for newer words, or no connection
  }
}
