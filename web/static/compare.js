// Adds to the compare page: another box for a word without a reload, addresses without empty parameters, and pictures
// as PNG, which the browser draws from the SVG at twice its size.
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

const drawn = async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) {
    throw new Error("no PNG");
  }
  return blob;
};

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun once the browser's next tasks ran.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

for (const button of document.querySelectorAll("[data-picture]")) {
  button.hidden = false;
  const said = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    try {
      save(await drawn(button.dataset.picture), button.dataset.name);
    } catch {
      said.textContent = button.dataset.failed;
    }
    button.disabled = false;
  });
}
