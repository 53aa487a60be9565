// Adds to pictures: a PNG of each, which the browser draws from the SVG at twice its size.
"use strict";

{
  // What every browser has a canvas for; a picture that is larger is drawn smaller.
  const MOST_PIXELS = 16_000_000;

  const drawn = async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    const pixels = image.naturalWidth * image.naturalHeight;
    const scale = Math.min(2, Math.sqrt(MOST_PIXELS / pixels));
    canvas.width = Math.floor(image.naturalWidth * scale);
    canvas.height = Math.floor(image.naturalHeight * scale);
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
}
