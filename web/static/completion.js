// The search box completes what is typed, and offers what was searched for before, which only this browser knows.
"use strict";

{
  const MOST = 8;
  const KEPT = 30;
  const STORE = "zhengsou.history";
  const PAUSE = 120;

  const history = {
    all() {
      try {
        const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
        return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
      } catch {
        return [];
      }
    },
    add(query) {
      this.store([query, ...this.all().filter((each) => each !== query)].slice(0, KEPT));
    },
    store(queries) {
      try {
        localStorage.setItem(STORE, JSON.stringify(queries));
      } catch {
        // A browser that keeps nothing has no history.
      }
    },
  };

  const box = document.getElementById("q");
  if (box?.dataset.complete) {
    const {dataset} = box;
    const list = document.createElement("ul");
    list.id = "offers";
    list.className = "offers";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", dataset.offers);
    box.after(list);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    let chosen = -1;
    let typed = box.value;
    let waiting;
    let asked;

    const close = () => {
      list.hidden = true;
      chosen = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };

    const option = (query, note, at) => {
      const item = document.createElement("li");
      item.id = `offer-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = query;
      const aside = document.createElement("small");
      aside.textContent = note;
      item.append(text, aside);
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(query));
      item.dataset.query = query;
      return item;
    };

    const show = (offers) => {
      list.replaceChildren(...offers.map(([query, note], at) => option(query, note, at)));
      chosen = -1;
      box.removeAttribute("aria-activedescendant");
      list.hidden = offers.length === 0;
      box.setAttribute("aria-expanded", String(!list.hidden));
    };

    const take = (query) => {
      box.value = query;
      close();
      box.form.requestSubmit();
    };

    const choose = (at) => {
      const items = [...list.children];
      chosen = ((at + 1 + items.length + 1) % (items.length + 1)) - 1;
      items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      if (chosen < 0) {
        box.value = typed;
        box.removeAttribute("aria-activedescendant");
        return;
      }
      box.value = items[chosen].dataset.query;
      box.setAttribute("aria-activedescendant", items[chosen].id);
      items[chosen].scrollIntoView({block: "nearest"});
    };

    const offerHistory = () => {
      const queries = history.all().slice(0, MOST);
      show(queries.map((query) => [query, dataset.history]));
      if (!queries.length) return;
      const clear = option("", dataset.clear, queries.length);
      clear.className = "clear";
      clear.addEventListener(
        "click",
        (event) => {
          event.stopImmediatePropagation();
          history.store([]);
          close();
        },
        {capture: true},
      );
      list.append(clear);
    };

    const complete = async () => {
      asked?.abort();
      typed = box.value;
      if (!typed.trim()) {
        offerHistory();
        return;
      }
      asked = new AbortController();
      const address = `${dataset.complete}?${new URLSearchParams({q: typed, limit: String(MOST)})}`;
      try {
        const answer = await fetch(address, {signal: asked.signal});
        if (!answer.ok) {
          close();
          return;
        }
        const {completions} = await answer.json();
        if (document.activeElement !== box || box.value !== typed) return;
        show(completions.filter(({text}) => text !== typed).map(({text, kind}) => [text, dataset[kind] ?? ""]));
      } catch (fault) {
        if (fault.name !== "AbortError") close();
      }
    };

    box.addEventListener("input", (event) => {
      if (event.isComposing) return;
      clearTimeout(waiting);
      waiting = setTimeout(complete, PAUSE);
    });
    box.addEventListener("compositionend", () => {
      clearTimeout(waiting);
      waiting = setTimeout(complete, PAUSE);
    });
    box.addEventListener("click", () => list.hidden && !box.value.trim() && offerHistory());
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) {
        box.value = typed;
        close();
        event.preventDefault();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) complete();
        else choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && list.children[chosen]?.className === "clear") {
        event.preventDefault();
        list.children[chosen].click();
      }
    });
    if (document.body.matches(".results") && box.value.trim()) history.add(box.value.trim());
  }
}
