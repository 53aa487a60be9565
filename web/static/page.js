// Wide screens open folded lists, where the style sheet cannot, and keep filters in view, where all of them fit.
"use strict";

if (!CSS.supports("selector(::details-content)")) {
  const wide = window.matchMedia("(min-width: 60em)");
  const unfold = () => {
    for (const folded of document.querySelectorAll(".columns > * > details, .sheet")) folded.open = wide.matches;
  };
  wide.addEventListener("change", unfold);
  unfold();
}

for (const aside of document.querySelectorAll(".columns aside")) {
  const margins = 32;
  const fit = () => aside.classList.toggle("fits", aside.offsetHeight + margins <= window.innerHeight);
  new ResizeObserver(fit).observe(aside);
  window.addEventListener("resize", fit);
}

// The place where one is, among those of a navigation that is wider than the screen.
document.querySelector(".site [aria-current]")?.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
