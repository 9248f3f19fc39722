// Upgrades pages that work without it: forms swap parts of the page instead of
// loading it anew, pages that ask something open as dialogs, texts are copied.
// It makes no HTML of its own; the one policy below parses this server's pages.
const policy = globalThis.trustedTypes?.createPolicy("app", { createHTML: (s) => s });
const parse = (html) => new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");

const modal = document.getElementById("modal");
const parts = ["main", "top", "nav"];
const here = () => location.pathname + location.search;
let shown = here();
let opener = null;

document.documentElement.classList.add("js");

// The server writes times in the reader's zone; only the browser knows it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `rollcall-zone=${zone};path=/;max-age=31536000;samesite=lax`;

async function load(url, options) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error("not a page");
  return { doc: parse(await answer.text()), url: new URL(answer.url), moved: answer.redirected };
}

// replace puts the parts of a page that have the same ids into this one.
function replace(doc, ids) {
  const focused = document.activeElement?.id;
  for (const id of ids) {
    const [old, fresh] = [document.getElementById(id), doc.getElementById(id)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  document.title = doc.title;
  return focused;
}

function swapPage({ doc, url }) {
  const same = document.body.className === doc.body.className && doc.getElementById("main");
  if (!same) return location.assign(url);
  const stays = url.pathname === location.pathname;
  const rows = () => [...document.querySelectorAll("main tbody tr")];
  const row = stays ? rows().indexOf((opener ?? document.activeElement)?.closest("tr")) : -1;
  const focused = replace(doc, parts);
  if (!stays) scrollTo(0, 0);
  if (url.href !== location.href) history.pushState(null, "", url);
  shown = here();
  announce();
  // What had the focus may be gone: with a row, the next one takes its place.
  const next = row < 0 ? null : (rows()[row] ?? rows().at(-1))?.querySelector("a, button");
  const title = document.querySelector("main h1");
  title.tabIndex = -1;
  (document.getElementById(opener?.id || focused) || next || title).focus({ preventScroll: true });
}

// A live region speaks when its text changes, not when it arrives with a text.
function announce() {
  const line = document.querySelector("#done p");
  if (!line) return;
  const region = line.parentElement;
  line.remove();
  setTimeout(() => region.append(line), 50);
}

// A part that waits for something names the page that it asks for its successor,
// which waits no more once it has come.
setInterval(async () => {
  const part = document.querySelector("[data-poll]");
  if (!part || document.hidden) return;
  const page = await load(part.dataset.poll).catch(() => null);
  const fresh = page?.doc.getElementById(part.id);
  if (!fresh || !part.isConnected) return;
  const held = part.contains(document.activeElement) && document.activeElement;
  if (held && fresh.dataset.poll) return; // nothing moves under somebody's hands before the wait is over
  part.replaceWith(document.adoptNode(fresh));
  if (held) {
    fresh.tabIndex = -1;
    (document.getElementById(held.id) ?? fresh).focus({ preventScroll: true });
  }
  if (fresh.dataset.said) say(fresh.closest("dialog") ?? document, fresh.dataset.said);
}, 3000);

/* A log that is live: rows come in by themselves, but wait while somebody points
   at the table or is in it. */

let news = []; // rows that wait
let said = 0;

setInterval(async () => {
  const bar = document.querySelector("[data-live]");
  if (!bar || document.hidden) return;
  const page = await load(bar.dataset.live).catch(() => null);
  if (!page || !bar.isConnected) return;
  const table = document.querySelector(".log");
  const fresh = [...page.doc.querySelectorAll(".log tbody tr")].filter((row) => !document.getElementById(row.id));
  if (!table && fresh.length) return swapPage(page);
  news = fresh;
  const [button, status] = bar.querySelectorAll("button, [role]");
  button.textContent = bar.dataset.word.replace("{0}", news.length);
  button.hidden = !news.length;
  if (!news.length) return;
  if (Date.now() - said > 10000) {
    status.textContent = button.textContent;
    said = Date.now();
  }
  if (!table.matches(":hover, :focus-within")) insert(bar);
}, 2000);

// insert puts the rows that wait in order; ids are in the order of time.
function insert(bar) {
  const body = document.querySelector(".log tbody");
  const rows = [...body.rows, ...news.map((row) => document.adoptNode(row))].sort((a, b) => (a.id < b.id ? 1 : -1));
  body.replaceChildren(...rows.slice(0, 200));
  news = [];
  bar.querySelector("button").hidden = true;
}

/* Dialogs */

async function openDialog(url, from) {
  const { doc, url: at, moved } = await load(url);
  const panel = doc.getElementById("panel");
  if (!panel || moved) return location.assign(at);
  if (!modal.open) opener = from;
  show(panel);
  if (!modal.open) modal.showModal();
  focusIn(panel);
}

function show(panel) {
  modal.replaceChildren(document.adoptNode(panel));
  delete modal.dataset.warned;
}

function focusIn(panel) {
  const first = panel.querySelector("#problems") || panel.querySelector("[autofocus]") ||
    panel.querySelector("[data-copy]") || panel.querySelector("input:checked") || panel.querySelector("input:not([type=hidden])") || panel.querySelector("a, button");
  first?.focus();
}

// Secrets leave the page with the dialog.
function blank(root) {
  for (const e of root.querySelectorAll("[data-secret]")) e.value === undefined ? e.replaceChildren() : (e.value = "", e.removeAttribute("value"));
}

function closeDialog() {
  const refresh = modal.querySelector("[data-refresh]");
  modal.close();
  return refresh;
}

// Esc or a click on Close loses a secret that was not copied: the first one asks.
function guarded() {
  const panel = modal.querySelector("[data-guard]");
  if (!panel || panel.dataset.copied || modal.dataset.warned) return false;
  modal.dataset.warned = "yes";
  say(panel, panel.dataset.guard);
  panel.querySelector("[data-copy]")?.focus();
  return true;
}

modal.addEventListener("cancel", (e) => { if (guarded()) e.preventDefault(); });
modal.addEventListener("close", async () => {
  const refresh = modal.querySelector("[data-refresh]");
  blank(modal);
  modal.replaceChildren();
  if (refresh) swapPage(await load(refresh.dataset.refresh || here()));
  else if (opener?.isConnected) opener.focus();
  opener = null;
});
addEventListener("pagehide", () => blank(document));
// Going back loads the page that was left; a jump inside this one does not.
addEventListener("popstate", () => { if (here() !== shown) location.reload(); });

/* Keys */

let prefix = "";
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || modal.open || !document.querySelector("#nav[data-keys]") || e.target.closest("input, select, textarea")) return;
  const [key, go] = [e.key, prefix === "g"];
  prefix = key;
  const rows = [...document.querySelectorAll("main tbody th a, main h2 a")];
  const at = rows.indexOf(document.activeElement);
  const target = go ? document.querySelector(`[data-go="${CSS.escape(key)}"]`)
    : key === "/" ? document.querySelector("[type=search]")
    : key === "j" ? rows[at + 1]
    : key === "k" ? rows[Math.max(at - 1, 0)] : null;
  if (key === "?") openDialog("/settings/shortcuts", document.activeElement).catch(() => location.assign("/settings/shortcuts"));
  else if (!target) return;
  else if (go) target.click();
  else target.focus();
  e.preventDefault();
});

/* Clicks */

document.addEventListener("click", (e) => {
  if (e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const copy = e.target.closest("[data-copy]");
  if (copy) return void take(copy);
  const bar = e.target.closest("button")?.closest("[data-live]");
  if (bar) return insert(bar);
  const close = e.target.closest("[data-close]");
  if (close && modal.contains(close)) {
    e.preventDefault();
    if (!guarded()) closeDialog();
    return;
  }
  const link = e.target.closest("a[data-dialog]");
  if (link) {
    e.preventDefault();
    openDialog(link.href, link).catch(() => location.assign(link.href));
  }
});

async function take(button) {
  const field = document.getElementById(button.dataset.copy);
  const panel = button.closest("[data-guard]");
  let said = button.dataset.copied;
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent);
    if (panel && field.matches("[data-secret]")) panel.dataset.copied = "yes";
  } catch {
    // No clipboard on plain http beyond this machine: leave the text selected.
    field.focus();
    field.select ? field.select() : getSelection().selectAllChildren(field);
    said = button.dataset.manual;
  }
  const label = button.querySelector("span");
  button.dataset.label ??= label.textContent;
  if (said === button.dataset.copied) {
    label.textContent = said;
    setTimeout(() => { label.textContent = button.dataset.label; }, 2000);
  }
  say(button.closest("#panel") ?? document, said);
}

// A page that isn't a dialog can lose a secret by any copy: mark by hand too.
document.addEventListener("copy", (e) => {
  const field = e.target.closest?.("[data-secret]");
  const panel = field?.closest("[data-guard]");
  if (panel) panel.dataset.copied = "yes";
});

function say(root, text) {
  const region = root.querySelector(".live") ?? document.getElementById("copied");
  if (region) region.textContent = text;
}

/* Forms */

document.addEventListener("submit", async (e) => {
  const form = e.target;
  if (form.matches("[data-dialog]")) {
    e.preventDefault();
    const query = new URLSearchParams(new FormData(form, e.submitter));
    const url = form.action + (query.size ? "?" + query : "");
    return openDialog(url, e.submitter).catch(() => location.assign(url));
  }
  if (form.matches("[data-auto]")) {
    e.preventDefault();
    return filter(form);
  }
  if (!form.matches("[data-swap]")) return;
  e.preventDefault();
  if (form.classList.contains("busy")) return;
  form.classList.add("busy");
  try {
    const body = new URLSearchParams(new FormData(form, e.submitter));
    answer(form, await load(form.action, { method: "POST", body }));
  } catch {
    // The network failed; the browser says so better than we could.
    form.removeAttribute("data-swap");
    form.classList.remove("busy");
    form.requestSubmit(e.submitter);
  }
});

// answer shows what came back: in the dialog if it was asked there and stays a
// question, else on the page.
function answer(form, page) {
  const panel = page.doc.getElementById("panel");
  if (modal.contains(form)) {
    if (panel && !page.moved) {
      show(panel);
      return focusIn(panel);
    }
    blank(modal);
    modal.replaceChildren();
    modal.close();
  } else {
    opener = null;
  }
  if (!page.moved && page.url.pathname !== location.pathname) page.url = new URL(location.href);
  swapPage(page);
  (document.getElementById("problems") ?? document.getElementById("answer"))?.focus();
}

async function filter(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
  const url = form.action + (query.size ? "?" + query : "");
  const field = document.activeElement?.name;
  try {
    const page = await load(url);
    swapPage(page);
    document.querySelector(`[data-auto] [name="${field}"]`)?.focus();
  } catch { location.assign(url); }
}

document.addEventListener("change", (e) => {
  if (e.target.matches("[data-auto] select")) filter(e.target.form);
});
document.addEventListener("input", (e) => {
  const picks = e.target.dataset?.picks;
  if (picks) document.getElementById(picks).checked = true;
});
