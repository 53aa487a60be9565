// The basket's page: lists what the browser keeps with the texts that the server has, and changes order, remarks and number.
import {onChange, read, write} from "./clippings.js";

const basket = document.getElementById("basket");
const list = basket.querySelector(".clipped");
const form = basket.querySelector(".take");
const tools = basket.querySelector(".tools");
const failed = basket.querySelector(".failed");
const said = basket.querySelector(".undo [role=status]");
const undo = basket.querySelector(".undo button");
const words = basket.dataset;

// Every item that the server once sent, by its name: what is put back need not be asked for again.
const shown = new Map();
let before = [];
let asked = 0;

const say = (text, number) => {
  said.textContent = text.replace("{n}", number);
  undo.hidden = !text;
};

const fill = async (items) => {
  const turn = ++asked;
  try {
    const body = new URLSearchParams(items.map((each) => ["p", each.name]));
    const answer = await fetch(words.address, {method: "POST", body});
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return;
    shown.clear();
    for (const item of page.querySelectorAll("li[data-name]")) shown.set(item.dataset.name, document.adoptNode(item));
    failed.hidden = true;
    arrange(read());
  } catch {
    if (turn !== asked) return;
    failed.textContent = words.failed;
    failed.hidden = false;
  }
};

const arrange = (items) => {
  const focused = document.activeElement;
  list.replaceChildren(...items.map((each) => shown.get(each.name)).filter(Boolean));
  if (focused !== document.activeElement && list.contains(focused)) focused.focus();
  for (const [at, each] of items.entries()) {
    const item = shown.get(each.name);
    if (!item) continue;
    const box = item.querySelector("textarea");
    if (box.value !== each.remark) box.value = each.remark;
    item.querySelector('[data-move="-1"]').disabled = at === 0;
    item.querySelector('[data-move="1"]').disabled = at === items.length - 1;
  }
};

const show = () => {
  const items = read();
  basket.querySelector(".empty").hidden = items.length > 0;
  tools.hidden = form.hidden = items.length === 0;
  basket.querySelector(".total").textContent = words.total.replace("{n}", items.length);
  if (items.every((each) => shown.has(each.name))) arrange(items);
  else fill(items);
};

const change = (items, text = "", number = 0) => {
  before = read();
  if (write(items)) say(text, number);
};

const move = (name, step) => {
  const items = read();
  const at = items.findIndex((each) => each.name === name);
  const to = at + step;
  if (at < 0 || !items[to]) return;
  [items[at], items[to]] = [items[to], items[at]];
  change(items);
};

const remove = (item) => {
  const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("[data-remove]");
  change(read().filter((each) => each.name !== item.dataset.name), words.removed);
  (next ?? undo).focus();
};

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const item = button?.closest("li");
  if (!item) return;
  if ("remove" in button.dataset) remove(item);
  else move(item.dataset.name, Number(button.dataset.move));
});

list.addEventListener("input", (event) => {
  const {name} = event.target.closest("li").dataset;
  write(read().map((each) => (each.name === name ? {...each, remark: event.target.value} : each)));
});

const orders = {
  time: (each) => each.at,
  report: (each) => Number(shown.get(each.name)?.dataset.rank ?? Infinity),
};

tools.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const items = read();
  if ("empty" in button.dataset) {
    change([], words.emptied, items.length);
    undo.focus();
  } else {
    const order = orders[button.dataset.sort];
    change(items.sort((one, other) => order(one) - order(other)), words.sorted);
  }
});

// What was gathered since stays, behind what is put back.
undo.addEventListener("click", () => {
  const back = new Set(before.map((each) => each.name));
  write([...before, ...read().filter((each) => !back.has(each.name))]);
  say("");
});

form.addEventListener("formdata", (event) => {
  for (const each of read()) {
    event.formData.append("p", each.name);
    event.formData.append("remark", each.remark);
  }
});

onChange(show);
show();
