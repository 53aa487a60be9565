// Wide screens open folded lists, where the style sheet cannot, and keep filters in view, where all of them fit.
"use strict";

if (!CSS.supports("selector(::details-content)")) {
  const wide = window.matchMedia("(min-width: 60em)");
  const unfold = () => {
    for (const folded of document.querySelectorAll(".columns > * > details")) folded.open = wide.matches;
  };
  wide.addEventListener("change", unfold);
  unfold();
}

for (const aside of document.querySelectorAll(".columns > aside")) {
  const margins = 32;
  const fit = () => aside.classList.toggle("fits", aside.offsetHeight + margins <= window.innerHeight);
  new ResizeObserver(fit).observe(aside);
  window.addEventListener("resize", fit);
}
