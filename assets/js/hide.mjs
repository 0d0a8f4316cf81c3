// Marking words of one's own question that should be covered. Without this file they are typed into the box.

/** Show a button that adds what is marked in the preview to the box of words to hide. */
export function hideSelected(button) {
  const preview = document.querySelector("[data-selectable]");
  const box = document.querySelector("[data-hidden-words]");
  if (!preview || !box) return;
  button.hidden = false;
  // Pressing a button takes the marking away; it is read before that.
  let marked = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.rangeCount && preview.contains(selection.getRangeAt(0).commonAncestorContainer)) {
      marked = selection.toString().trim();
    }
  });
  button.addEventListener("click", () => {
    // A placeholder such as [name] covers something already; the words around it count one by one.
    const parts = marked.split(/\[[^\]]+\]|［[^］]+］|\n/).map((part) => part.trim());
    const lines = [...box.value.split("\n"), ...parts].filter(Boolean);
    box.value = [...new Set(lines)].join("\n");
    marked = "";
    box.focus();
  });
}
