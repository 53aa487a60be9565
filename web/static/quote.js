// Quoting in a report: one click copies a paragraph with its citation, and so does a bar for the words that are selected.
"use strict";

{
  const said = document.querySelector(".said");
  const bar = document.querySelector(".quoting");
  const touch = window.matchMedia("(pointer: coarse)");
  const PARAGRAPHS = ".reading h1[id^=p], .reading article > [id^=p]";
  const NOT_TEXT = ".place, .tools, .flag";
  // Each is asked of the server.
  const MOST_PARAGRAPHS = 20;
  const SENTENCE_END = /[。！？!?]+[”’」』）》】)"']*/g;

  let silence;
  const say = (text) => {
    said.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => (said.textContent = ""), 2500);
  };

  async function quotation(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("quotation").textContent;
  }

  // Where copying fails, the page with the quotation is shown instead. Some browsers copy only what they were promised at
  // the click itself.
  async function copy(addresses, told) {
    const text = Promise.all(addresses.map(quotation)).then((each) => each.join("\n\n"));
    try {
      if (window.ClipboardItem) {
        const blob = text.then((each) => new Blob([each], { type: "text/plain" }));
        await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      } else {
        await navigator.clipboard.writeText(await text);
      }
      say(told);
    } catch {
      location.href = addresses[0];
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    copy([link.href], said.dataset.copied);
  });

  // The nodes of a paragraph's own text, without its link, its tools and its flag.
  function textNodes(paragraph) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(NOT_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }

  // How much of the nodes' text stands before a place of the document, in UTF-16.
  function lengthBefore(nodes, container, offset) {
    const place = document.createRange();
    place.setStart(container, offset);
    let length = 0;
    for (const node of nodes) {
      if (node === container) return length + offset;
      if (place.comparePoint(node, 0) > 0) break;
      length += node.length;
    }
    return length;
  }

  // Without spaces around it, and never in the middle of a character.
  function snapped(text, start, end) {
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    const inside = (at) => /^[\uDC00-\uDFFF]/.test(text[at] ?? "") && /[\uD800-\uDBFF]$/.test(text[at - 1] ?? "");
    return [inside(start) ? start - 1 : start, inside(end) ? end + 1 : end];
  }

  // What is selected, in parts: one of each paragraph that it touches.
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return [];
    const range = selection.getRangeAt(0);
    const touched = [...document.querySelectorAll(PARAGRAPHS)].filter(
      (each) => range.intersectsNode(each) && each.querySelector("a.cite"));
    return touched.map((paragraph) => {
      const nodes = textNodes(paragraph);
      const text = nodes.map((node) => node.data).join("");
      const inside = (container) => paragraph.contains(container);
      const from = inside(range.startContainer) ? lengthBefore(nodes, range.startContainer, range.startOffset) : 0;
      const to = inside(range.endContainer) ? lengthBefore(nodes, range.endContainer, range.endOffset) : text.length;
      const [start, end] = snapped(text, from, to);
      return { paragraph, nodes, text, start, end, range };
    }).filter(({ start, end }) => start < end);
  }

  // From the beginning of the sentence that has its start to the end of the one that has its end.
  function sentences({ text, start, end }) {
    const ends = [...text.matchAll(SENTENCE_END)].map((each) => each.index + each[0].length);
    const before = ends.filter((each) => each <= start).at(-1) ?? 0;
    return snapped(text, before, ends.find((each) => each >= end) ?? text.length);
  }

  function select(first, last) {
    const at = (nodes, place, atEnd) => {
      for (const node of nodes) {
        if (place < node.length || (atEnd && place === node.length)) return [node, place];
        place -= node.length;
      }
      return [nodes.at(-1), nodes.at(-1).length];
    };
    getSelection().setBaseAndExtent(...at(first.nodes, first.start, false), ...at(last.nodes, last.end, true));
  }

  const points = (text, at) => [...text.slice(0, at)].length;

  function take(what) {
    const parts = selected().map((chosen) => {
      const [start, end] = {
        words: () => [chosen.start, chosen.end],
        sentence: () => sentences(chosen),
        paragraph: () => snapped(chosen.text, 0, chosen.text.length),
      }[what]();
      return { ...chosen, start, end };
    });
    if (!parts.length) return;
    if (parts.length > MOST_PARAGRAPHS) {
      say(said.dataset.many);
      return;
    }
    select(parts[0], parts.at(-1));
    const script = new URLSearchParams(location.search).get("script");
    const addresses = parts.map(({ paragraph, text, start, end }) => {
      const address = new URL(paragraph.querySelector("a.cite").href);
      address.searchParams.set("shown", `${points(text, start)}-${points(text, end)}`);
      if (script) address.searchParams.set("script", script);
      return address.href;
    });
    copy(addresses, said.dataset.quoted);
  }

  // Under a finger the style sheet keeps it at the foot of the screen; else it stands at the end of what is selected.
  function place(range) {
    if (touch.matches) {
      bar.style.top = bar.style.left = "";
      return;
    }
    const lines = range.getClientRects();
    const end = lines[lines.length - 1] ?? range.getBoundingClientRect();
    const below = end.bottom + 8;
    const fits = below + bar.offsetHeight < window.innerHeight;
    bar.style.top = `${fits ? below : Math.max(8, end.top - bar.offsetHeight - 8)}px`;
    bar.style.left = `${Math.max(8, Math.min(end.right - bar.offsetWidth / 2, window.innerWidth - bar.offsetWidth - 8))}px`;
  }

  function offer() {
    const chosen = selected()[0];
    bar.hidden = !chosen;
    if (!chosen) return;
    // Who goes by Tab through the paragraph's links comes to it next.
    if (bar.previousElementSibling !== chosen.paragraph) chosen.paragraph.after(bar);
    place(chosen.range);
  }

  if (bar) {
    let waiting;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(offer, 120);
    };
    document.addEventListener("selectionchange", () => {
      if (!bar.contains(document.activeElement)) later();
    });
    document.addEventListener("scroll", () => bar.hidden || later(), { passive: true });
    // A press on the bar does not take the selection away.
    bar.addEventListener("pointerdown", (event) => event.preventDefault());
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) take(button.dataset.take);
    });
    document.addEventListener("keydown", (event) => {
      if (bar.hidden || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      const what = { c: "words", s: "sentence", a: "paragraph" }[event.key];
      if (event.key === "Escape") bar.hidden = true;
      else if (what && !event.target.closest("input, textarea, select")) take(what);
    });
  }
}
