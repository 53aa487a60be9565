// Adds to facets: all values of one open in their place, to be searched in and folded back; the sheet is a dialog.
"use strict";

{
  const folded = document.querySelector(".sheet");
  const opener = folded?.querySelector("summary");
  const panel = folded?.querySelector(".panel");
  const dialog = document.getElementById("sheet");

  opener?.setAttribute("aria-haspopup", "dialog");
  opener?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.append(panel);
    dialog.showModal();
  });
  dialog?.addEventListener("close", () => folded.append(panel));
  dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
  // A wide screen has no sheet, and one comes back to the list, not to it.
  window.matchMedia("(min-width: 60em)").addEventListener("change", () => dialog?.close());
  window.addEventListener("pagehide", () => dialog?.close());
}

const listAt = async (address) => {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".values .every");
};

const fieldFor = (address, label, first) => {
  const field = Object.assign(document.createElement("input"), {type: "search", placeholder: label, autocomplete: "off"});
  field.setAttribute("aria-label", label);
  let shown = first;
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = field.value;
      const found = await listAt(`${address}&find=${encodeURIComponent(asked)}`);
      // An answer that comes late is not that of what stands in the field.
      if (!found || asked !== field.value) return;
      shown.replaceWith(found);
      shown = found;
    }, 150);
  });
  // Enter would send a form that the list may stand in.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return field;
};

const opened = (list, link) => {
  const whole = Object.assign(document.createElement("div"), {className: "whole"});
  const fold = Object.assign(document.createElement("button"), {type: "button", textContent: link.dataset.fold});
  const field = fieldFor(link.href, link.dataset.every, list);
  whole.append(field, list, fold);
  return {whole, field, fold};
};

for (const link of document.querySelectorAll("[data-every]")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const list = await listAt(link.href);
    if (!list) {
      window.location.href = link.href;
      return;
    }
    const few = link.closest("section").querySelector("ul");
    const {whole, field, fold} = opened(list, link);
    fold.addEventListener("click", () => {
      whole.replaceWith(few);
      link.parentElement.hidden = false;
      link.focus();
    });
    few.replaceWith(whole);
    link.parentElement.hidden = true;
    field.focus();
  });
}
