// Wide screens open folded lists, where the style sheet cannot.
"use strict";

if (!CSS.supports("selector(::details-content)")) {
  const wide = window.matchMedia("(min-width: 60em)");
  const unfold = () => {
    for (const folded of document.querySelectorAll(".columns > * > details")) folded.open = wide.matches;
  };
  wide.addEventListener("change", unfold);
  unfold();
}
