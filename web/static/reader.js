// What a script adds to reading: from one found place to the next by key and button, and the outline follows.
"use strict";

{
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  function typing(event) {
    const inside = event.target.closest("input, textarea, select, [contenteditable], dialog");
    return inside || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing;
  }

  function onKeys(steps) {
    document.addEventListener("keydown", (event) => {
      if (typing(event) || document.querySelector("dialog[open]")) return;
      const step = { j: 1, n: 1, k: -1, p: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      steps(step);
    });
  }

  // A browser that does not know text fragments would look for an element of that name.
  const directive = location.hash.indexOf(":~:");
  if (directive > 0) location.replace(location.hash.slice(0, directive));

  const targeted = () => location.hash && document.getElementById(location.hash.slice(1));

  // A paragraph that was linked begins a quarter down the screen (report.css); where it is so long that its first mark
  // would not be seen, the mark is gone to instead.
  function showFirstMark() {
    const target = targeted();
    const mark = target && (target.querySelector("mark:not(.word)") ?? target.querySelector("mark"));
    if (!mark) return;
    const below = mark.getBoundingClientRect().bottom - target.getBoundingClientRect().top;
    if (below > window.innerHeight * 0.6) mark.scrollIntoView({ block: "center", behavior: "instant" });
  }

  function arriveAtMarks() {
    window.addEventListener("hashchange", showFirstMark);
    // Who comes back is where he was, which the browser knows.
    if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
    // Until all is loaded the browser goes to the paragraph again.
    if (document.readyState === "complete") showFirstMark();
    else window.addEventListener("load", () => setTimeout(showFirstMark));
  }

  // A report: the marks in reading order; words that stand apart only where nothing else is marked.
  function walkMarks(bar) {
    const every = [...document.querySelectorAll("main h1 mark, article mark")];
    const counted = every.filter((mark) => !mark.classList.contains("word"));
    const marks = counted.length ? counted : every;
    const said = bar.querySelector("output");
    let at = -1;

    const say = () => {
      const text = at < 0 ? bar.dataset.none : bar.dataset.of;
      said.textContent = text.replace("{place}", at + 1).replace("{total}", marks.length);
    };
    const go = (place) => {
      marks[at]?.classList.remove("here");
      at = (place + marks.length) % marks.length;
      marks[at].classList.add("here");
      marks[at].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
      say();
    };
    // Before the first step, "next" means the next place from where the reader is.
    const begin = (step) => {
      const top = window.innerHeight * 0.2;
      const below = marks.findIndex((mark) => mark.getBoundingClientRect().top >= top);
      if (below < 0) return step > 0 ? 0 : marks.length - 1;
      return step > 0 ? below : below - 1;
    };
    const move = (step) => go(at < 0 ? begin(step) : at + step);
    const follow = () => {
      const target = targeted();
      const first = target ? marks.findIndex((mark) => target.contains(mark)) : -1;
      if (first < 0) return;
      marks[at]?.classList.remove("here");
      at = first;
      marks[at].classList.add("here");
      say();
    };

    bar.querySelector(".back").addEventListener("click", () => move(-1));
    bar.querySelector(".on").addEventListener("click", () => move(1));
    onKeys(move);
    window.addEventListener("hashchange", follow);
    bar.hidden = false;
    say();
    follow();
  }

  // A concordance: the lines.
  function walkLines(lines) {
    onKeys((step) => {
      const at = lines.indexOf(document.activeElement);
      const next = at < 0 ? (step > 0 ? 0 : lines.length - 1) : Math.min(Math.max(at + step, 0), lines.length - 1);
      lines[next].focus({ preventScroll: true });
      lines[next].scrollIntoView({ block: "nearest" });
    });
  }

  // The outline shows where the reader is.
  function followOutline(links) {
    const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
    let current = null;
    const list = links[0].closest("nav");
    const keepInSight = (link) => {
      const [inside, frame] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (inside.top < frame.top) list.scrollTop -= frame.top - inside.top;
      if (inside.bottom > frame.bottom) list.scrollTop += inside.bottom - frame.bottom;
    };
    const update = () => {
      const passed = headings.filter((each) => each && each.getBoundingClientRect().top < window.innerHeight * 0.3).length;
      const link = passed ? links[passed - 1] : null;
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      if (link) keepInSight(link);
    };
    let waiting = false;
    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        update();
      });
    };
    document.addEventListener("scroll", later, { passive: true });
    update();
  }

  if (document.querySelector(".reading mark")) arriveAtMarks();
  const bar = document.querySelector(".walk");
  if (bar) walkMarks(bar);
  const lines = [...document.querySelectorAll(".lines a")];
  if (lines.length) walkLines(lines);
  const links = [...document.querySelectorAll(".outline a")];
  if (links.length) followOutline(links);
}
