// Adds to the citing page: buttons that copy a text.
"use strict";

const said = document.getElementById("copied");

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  const label = button.firstChild.textContent;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.from);
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      // Without a secure connection there is no clipboard: the text is selected, to be copied by hand.
      getSelection().selectAllChildren(text);
      return;
    }
    button.firstChild.textContent = button.dataset.done;
    said.textContent = button.dataset.done;
    setTimeout(() => {
      button.firstChild.textContent = label;
      said.textContent = "";
    }, 2000);
  });
}
