// Adds to the compare page: another box for a word without a reload, and addresses without empty parameters.
"use strict";

const form = document.querySelector("form.compared");
const more = form.querySelector(".more");
const most = Number(form.dataset.most);

const boxes = () => [...form.querySelectorAll('[name="q"]')];

const offer = () => {
  more.hidden = boxes().length >= most;
};

more.addEventListener("click", () => {
  const last = boxes().at(-1).closest("label");
  const added = last.cloneNode(true);
  const box = added.querySelector("input");
  box.removeAttribute("id");
  box.value = "";
  last.after(added);
  box.focus();
  offer();
});

form.addEventListener("formdata", (event) => {
  for (const name of new Set(event.formData.keys())) {
    const filled = event.formData.getAll(name).filter((value) => value.trim() !== "");
    event.formData.delete(name);
    filled.forEach((value) => event.formData.append(name, value));
  }
});

offer();
