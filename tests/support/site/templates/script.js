"use strict";
const home = document.body.dataset.home;
const search = document.getElementById("search");

addEventListener("keydown", event => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (search) search.focus(); else location.href = home + "#search";
});

function show(article) { // a link into a page opens what it leads to
  for (let box = article; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
}

if (search) {
  const buttons = [...document.querySelectorAll("button[data-verdict]")];
  const rows = [...document.querySelectorAll(".sentences li")];
  const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase() + " " + row.dataset.text]));
  const fields = { note: document.getElementById("note"), state: document.getElementById("state") };
  const found = document.getElementById("found");

  const chosen = () => buttons.find(b => b.getAttribute("aria-pressed") === "true")?.dataset.verdict ?? "";
  const press = verdict => buttons.forEach(b => b.setAttribute("aria-pressed", String(b.dataset.verdict === verdict)));

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = chosen(), note = fields.note.value, state = fields.state.value;
    let n = 0;
    for (const row of rows) {
      const shown = words.every(word => texts.get(row).includes(word))
        && (!verdict || row.dataset.verdict === verdict)
        && (!note || row.dataset.notes.split(" ").includes(note))
        && (!state || row.dataset.state === state);
      row.hidden = !shown;
      n += shown;
    }
    for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("li:not([hidden])");
    const asked = new URLSearchParams(Object.entries({ q: search.value, verdict, note, state }).filter(([, value]) => value));
    document.querySelector(".overview").hidden = asked.size > 0;
    found.textContent = n === 1 ? "1 sentence" : `${n} sentences`;
    history.replaceState(null, "", asked.size ? `#?${asked}` : location.pathname);
  };

  const restore = () => {
    if (location.hash.startsWith("#?")) {
      const asked = new URLSearchParams(location.hash.slice(2));
      search.value = asked.get("q") ?? "";
      press(asked.get("verdict") ?? "");
      for (const [name, field] of Object.entries(fields)) field.value = asked.get(name) ?? "";
      filter();
    } else if (location.hash === "#search") {
      search.focus();
    } else { // an id leads to its claim, on the page of its concept
      const row = rows.find(row => "#" + row.id === location.hash);
      if (row) location.replace(row.querySelector("a").href);
    }
  };

  const walk = (from, step) => {
    const links = [search, ...rows.filter(row => !row.hidden).map(row => row.querySelector("a"))];
    links[Math.max(0, Math.min(links.length - 1, links.indexOf(from) + step))].focus();
  };

  search.addEventListener("input", filter);
  Object.values(fields).forEach(field => field.addEventListener("change", filter));
  buttons.forEach(button => button.addEventListener("click", () => {
    press(chosen() === button.dataset.verdict ? "" : button.dataset.verdict);
    filter();
  }));
  document.getElementById("filter").addEventListener("submit", event => {
    event.preventDefault();
    rows.find(row => !row.hidden)?.querySelector("a").click();
  });
  addEventListener("keydown", event => {
    const within = event.target === search || event.target.closest(".sentences");
    if (within && event.key === "ArrowDown") { event.preventDefault(); walk(event.target, 1); }
    if (within && event.key === "ArrowUp") { event.preventDefault(); walk(event.target, -1); }
    if (event.key === "Escape") {
      search.value = ""; press("");
      Object.values(fields).forEach(field => { field.value = ""; });
      filter(); search.focus();
    }
  });
  addEventListener("hashchange", restore);
  restore();
} else {
  const arrive = () => show(document.getElementById(location.hash.slice(1)));
  addEventListener("hashchange", arrive);
  arrive();
}
