// Sorting, filtering, theme, print, copy.  Everything is readable without this file.
"use strict";
(() => {
  const root = document.documentElement;
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };
  const dark = () => root.dataset.theme === "dark";
  const wanted = store.get("oit-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = wanted;

  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  document.addEventListener("DOMContentLoaded", () => {
    tools();
    openTarget();
    addEventListener("hashchange", openTarget);
    const matrix = one("#matrix");
    if (matrix) { sorting(matrix); filtering(matrix, one("#filters")); arrows(matrix); }
  });

  function tools() {
    const theme = one("#theme"), print = one("#print"), copy = one("#copy");
    theme.hidden = print.hidden = false;
    theme.setAttribute("aria-pressed", String(dark()));
    theme.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      theme.setAttribute("aria-pressed", String(dark()));
      store.set("oit-theme", root.dataset.theme);
    });
    print.addEventListener("click", () => window.print());
    if (!copy) return;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const text = one("#line");
      text.select();
      try { await navigator.clipboard.writeText(text.value); } catch { document.execCommand("copy"); }
      copy.textContent = copy.dataset.done;
    });
  }

  // A link to an item shows its evidence, whatever was folded.
  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) target.open = true;
  }

  function sorting(matrix) {
    const body = matrix.tBodies[0], collator = new Intl.Collator(["th", "en"], { numeric: true });
    const heads = all("thead .heads th", matrix);
    const worst = ["fail", "unverified", "waived", "pass"];
    const value = {
      name: (row) => row.dataset.name,
      score: (row) => Number(row.dataset.score),
      open: (row) => Number(row.dataset.open),
    };
    const column = (index) => (row) => {
      const cell = row.cells[index] && one("a.ic", row.cells[index]);
      return cell ? worst.findIndex((status) => cell.classList.contains(status)) : worst.length;
    };
    heads.forEach((head, index) => {
      const key = head.dataset.sort;
      if (!key) return head.addEventListener("dblclick", () => sort(head, column(index), true));
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => sort(head, value[key], key === "name" || key === "score"));
    });
    function sort(head, by, upFirst) {
      const before = head.getAttribute("aria-sort");
      const up = before ? before === "descending" : upFirst;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].map((row) => [by(row), row]);
      rows.sort(([a], [b]) => (typeof a === "string" ? collator.compare(a, b) : a - b) * (up ? 1 : -1));
      body.append(...rows.map(([, row]) => row));
    }
  }

  function filtering(matrix, form) {
    const rows = [...matrix.tBodies[0].rows], heads = all("thead .heads th", matrix), shown = one("#shown");
    const subs = one("thead .subs", matrix);
    form.hidden = false;
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    // A number leads to the rows that it counts.
    for (const link of all("a[data-state]")) {
      link.addEventListener("click", () => {
        form.reset();
        form.elements.state.value = link.dataset.state;
        apply();
      });
    }
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();

    function apply() {
      const wish = Object.fromEntries(new FormData(form));
      const words = wish.q.toLowerCase().split(/\s+/).filter(Boolean);
      const columns = heads.map((head) => !head.dataset.item || (
        (!wish.item || head.dataset.item === wish.item) &&
        (!wish.division || head.dataset.divisions.split("|").includes(wish.division))));
      heads.forEach((head, index) => { head.hidden = !columns[index]; });
      subs.hidden = columns.includes(false);
      let count = 0;
      for (const row of rows) {
        const cells = [...row.cells];
        if (cells.length === heads.length) cells.forEach((cell, index) => { cell.hidden = !columns[index]; });
        const state = wish.state && cells.some((cell, index) => {
          const link = columns[index] && one("a.ic", cell);
          return link && link.classList.contains(wish.state === "changed" ? "new" : wish.state);
        });
        const name = row.dataset.name.toLowerCase();
        const fits = words.every((word) => name.includes(word)) &&
          (!wish.group || row.dataset.group === wish.group) && (!wish.state || state);
        row.hidden = !fits;
        count += fits;
      }
      shown.textContent = shown.dataset.text.replace("{shown}", count).replace("{all}", rows.length);
      const kept = new URLSearchParams(Object.entries(wish).filter(([, value]) => value)).toString();
      if (kept || location.hash.includes("=")) history.replaceState(null, "", kept ? `#${kept}` : location.pathname);
    }
  }

  // One stop of the Tab key for the whole table; arrows walk inside it.
  function arrows(matrix) {
    const cells = all("tbody a.ic", matrix);
    cells.forEach((cell, index) => { cell.tabIndex = index ? -1 : 0; });
    matrix.addEventListener("keydown", (event) => {
      const here = event.target.closest("tbody a.ic");
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!here || !step) return;
      let row = here.closest("tr"), index = here.closest("td").cellIndex, next = null;
      while (row && !next) {
        row = step[0] > 0 ? row.nextElementSibling : step[0] < 0 ? row.previousElementSibling : row;
        index += step[1];
        const cell = row && row.cells[index];
        if (!cell) break;
        if (!row.hidden && !cell.hidden) next = one("a.ic", cell);
      }
      if (!next) return;
      event.preventDefault();
      here.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  }
})();
