// The keys: "/" to the search box, j and k from entry to entry, [ and ] from page to page, "?" to the list of keys.
"use strict";

{
  const typing = (event) =>
    event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
    event.target.closest("input, textarea, select, [contenteditable]");

  const box = () => {
    const field = document.getElementById("q");
    field?.focus();
    field?.select();
  };

  // The reader and the concordance go from mark to mark by themselves.
  const moving = !document.body.matches(".reading, .concordance");

  const move = (by) => {
    const items = [...document.querySelectorAll("[data-item]")];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const item = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
    item?.querySelector("a")?.focus({preventScroll: true});
    item?.scrollIntoView({block: "nearest"});
  };

  const keys = document.getElementById("keys");
  const show = () => (keys.open ? keys.close() : keys.showModal());
  const turn = (which) => document.querySelector(`.pages [rel=${which}]`)?.click();
  const actions = {
    "/": box,
    "?": show,
    "[": () => turn("prev"),
    "]": () => turn("next"),
    ...(moving && {j: () => move(1), k: () => move(-1)}),
  };

  document.addEventListener("keydown", (event) => {
    if (typing(event) || !Object.hasOwn(actions, event.key) || (keys.open && event.key !== "?")) return;
    event.preventDefault();
    actions[event.key]();
  });
  keys.addEventListener("click", (event) => event.target === keys && keys.close());
  for (const opener of document.querySelectorAll("[data-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", show);
  }
}
