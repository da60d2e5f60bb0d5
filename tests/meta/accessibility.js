// What a reader with a keyboard, a screen reader or weak eyes would stumble over, as a list of strings.
(() => {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const where = (node) => `<${node.tagName.toLowerCase()}${node.id ? " #" + node.id : ""}> ${node.textContent.trim().slice(0, 40)}`;
  const named = (node) => node.textContent.trim() || node.getAttribute("aria-label") || node.labels?.length
    || (node.getAttribute("aria-labelledby") ?? "").split(" ").some((id) => document.getElementById(id));
  const complain = (nodes, what) => nodes.forEach((node) => found.push(`${what}: ${where(node)}`));

  if (document.documentElement.lang !== "en") found.push("the page has no language");
  if (!document.title) found.push("the page has no title");
  if (all("main").length !== 1) found.push("there is not one main landmark");
  if (all("h1").length !== 1) found.push("there is not one h1");
  complain(all("nav, form[role=search], section, [role=group]").filter((node) => !node.getAttribute("aria-label")
    && !document.getElementById(node.getAttribute("aria-labelledby"))), "a landmark without a name");
  complain(all("a[href], button, input, select, summary").filter((node) => !named(node)), "a control without a name");
  complain(all("img").filter((node) => !node.alt), "an image without a text");
  complain(all("th").filter((node) => !node.scope), "a heading of a table without a scope");
  complain(all("[tabindex]").filter((node) => node.tabIndex > 0), "an order of its own");
  const ids = all("[id]").map((node) => node.id);
  complain(all("[id]").filter((node, i) => ids.indexOf(node.id) !== i), "an id that is not unique");
  let level = 1;
  for (const heading of all("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) found.push(`a level left out: ${where(heading)}`);
    level = next;
  }
  for (const box of all("pre, .scroll")) {
    if (box.scrollWidth > box.clientWidth && box.clientWidth && box.tabIndex < 0) found.push(`scrolls, but not by keyboard: ${where(box)}`);
  }

  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = (color) => channels(color).slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let box = node; box; box = box.parentElement) {
      const color = getComputedStyle(box).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility()) continue;
    const pair = `${getComputedStyle(node).color} on ${behind(node)}`;
    if (seen.has(pair)) continue;
    seen.add(pair);
    const [a, b] = [light(getComputedStyle(node).color), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}, ${pair}: ${where(node)}`);
  }
  return found;
})()
