// Clippings: paragraphs gathered while reading, which only this browser keeps. The store, its number in the site's
// navigation, and the buttons beside paragraphs; the basket's page (basket.js) builds on the store.
"use strict";

const STORE = "zhengsou.clippings";
const VERSION = 1;
const NAME = /^.{1,200}\/t\/[0-9a-f]{12}(-[1-9][0-9]{0,5})?$/su;
const CHANGED = "clippings";

const link = document.querySelector("[data-clippings]");
const words = link?.dataset ?? {};
export const most = Number(words.most);
const longest = Number(words.remark);

const sound = (each) => typeof each?.name === "string" && NAME.test(each.name);
const whole = ({name, at, remark}) => ({
  name,
  at: Number.isFinite(at) ? at : 0,
  remark: typeof remark === "string" ? remark.slice(0, longest) : "",
});

// What is kept, less whatever is damaged; of another version, nothing. Throws where the browser keeps nothing.
const load = () => {
  const text = localStorage.getItem(STORE);
  let kept;
  try {
    kept = JSON.parse(text);
  } catch {
    return [];
  }
  if (kept?.version !== VERSION || !Array.isArray(kept.items)) return [];
  const items = new Map(kept.items.filter(sound).map((each) => [each.name, whole(each)]));
  return [...items.values()].slice(0, most);
};

export const read = () => {
  try {
    return load();
  } catch {
    return [];
  }
};

// Whether the browser took it.
export const write = (items) => {
  try {
    localStorage.setItem(STORE, JSON.stringify({version: VERSION, items: items.slice(0, most)}));
  } catch {
    return false;
  }
  document.dispatchEvent(new Event(CHANGED));
  return true;
};

export const onChange = (told) => {
  document.addEventListener(CHANGED, told);
  window.addEventListener("storage", (event) => {
    if (event.key === STORE || event.key === null) told();
  });
  window.addEventListener("pageshow", (event) => event.persisted && told());
};

// Puts a paragraph into the basket or takes it out; answers with why it could not, or with nothing.
const toggle = (name) => {
  try {
    const items = load();
    const others = items.filter((each) => each.name !== name);
    if (others.length === items.length && items.length >= most) return words.full;
    const changed = others.length < items.length ? others : [...items, {name, at: Date.now(), remark: ""}];
    return write(changed) ? "" : words.blocked;
  } catch {
    return words.blocked;
  }
};

const said = document.createElement("p");
said.className = "clip-said";
said.setAttribute("role", "status");
document.body.append(said);
let silence;
const say = (text) => {
  said.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => (said.textContent = ""), 4000);
};

const buttons = new Map();
const add = (place, name, number) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "clip";
  const label = document.createElement("span");
  const which = document.createElement("span");
  which.className = "hidden";
  which.textContent = ` ${words.of.replace("{n}", number)}`;
  button.append(label, which);
  button.lang = document.documentElement.lang;
  button.addEventListener("click", () => say(toggle(name)));
  place.append(button);
  buttons.set(name, [...(buttons.get(name) ?? []), [button, label]]);
};

const show = () => {
  const kept = new Set(read().map((each) => each.name));
  const count = link.querySelector(".count");
  count.textContent = kept.size ? ` (${kept.size})` : "";
  for (const [name, pairs] of buttons) {
    const inside = kept.has(name);
    for (const [button, label] of pairs) {
      button.setAttribute("aria-pressed", String(inside));
      label.textContent = inside ? words.taken : words.take;
    }
  }
};

if (link) {
  for (const place of document.querySelectorAll("[data-clip]")) add(place, place.dataset.clip, place.dataset.number);
  // A report's paragraphs have their key in the permanent link, and their place as their id.
  const report = document.querySelector("[data-report]")?.dataset.report;
  for (const tools of report ? document.querySelectorAll(".reading .tools") : []) {
    const paragraph = tools.parentElement;
    const key = paragraph.querySelector("a.place").pathname.split("/").at(-1);
    add(tools, `${report}/t/${key}`, Number(paragraph.id.slice(1)) + 1);
  }
  onChange(show);
  show();
}
