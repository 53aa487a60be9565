// What a script adds to pages that work without one: "/" goes to the search box, wide screens open folded lists.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const box = document.getElementById("q");
  event.preventDefault();
  box.focus();
  box.select();
});

if (!CSS.supports("selector(::details-content)")) {
  const wide = window.matchMedia("(min-width: 60em)");
  const unfold = () => {
    for (const folded of document.querySelectorAll(".columns > * > details")) folded.open = wide.matches;
  };
  wide.addEventListener("change", unfold);
  unfold();
}
