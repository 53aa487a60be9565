// Adds to the form for files: those that were chosen stay chosen where they were not taken, as after a wrong password.
"use strict";

const main = document.getElementById("main");

const sent = async (form) => {
  const answer = await fetch(form.action, {method: "POST", body: new FormData(form)}).catch(() => null);
  if (!answer) return null;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  return told && {told, results: told.querySelector(".added"), problems: told.querySelectorAll("[role=alert]")};
};

main.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const found = await sent(form);
  button.disabled = false;
  if (found?.results) {
    main.replaceChildren(...found.told.childNodes);
    main.querySelector("h2").focus();
  } else if (found?.problems.length) {
    for (const said of main.querySelectorAll("[role=alert], .again")) said.remove();
    form.before(...found.problems);
    form.password.value = "";
    form.password.focus();
  } else {
    // What cannot be told here the browser tells by itself.
    form.submit();
  }
});
