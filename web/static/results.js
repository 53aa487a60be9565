// Adds to results: arrows from year to year, and a button to share the search.
"use strict";

{
  // Tab goes past the histogram in one step; arrows go from bar to bar.
  const bars = [...document.querySelectorAll(".years a")];
  const stop = (at) => bars.forEach((bar, index) => bar.setAttribute("tabindex", index === at ? "0" : "-1"));
  stop(Math.max(0, bars.findIndex((bar) => bar.hasAttribute("aria-current"))));
  bars.forEach((bar, at) => bar.addEventListener("keydown", (event) => {
    const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1}[event.key];
    if (!bars[to]) return;
    event.preventDefault();
    stop(to);
    bars[to].focus();
  }));
}

// On a phone the studies' names are wider than the screen, and the one that is on may be beyond its edge.
document.querySelector(".studies [aria-current]")?.scrollIntoView({block: "nearest", inline: "center"});

const copy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without a secure connection there is no clipboard but that of a selection.
  const field = Object.assign(document.createElement("input"), {value: text});
  document.activeElement.after(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = false;
  const label = button.querySelector("span");
  const said = button.nextElementSibling;
  const before = label.textContent;
  const tell = (text) => {
    label.textContent = said.textContent = text;
    setTimeout(() => {
      label.textContent = before;
      said.textContent = "";
    }, 2000);
  };
  button.addEventListener("click", async () => {
    const url = new URL(button.dataset.share, window.location.href).href;
    if (navigator.share && window.matchMedia("(pointer: coarse)").matches) {
      // Who thinks better of it has seen that nothing was shared.
      await navigator.share({title: document.title, url}).catch(() => {});
    } else {
      await copy(url);
      tell(button.dataset.done);
    }
  });
}
