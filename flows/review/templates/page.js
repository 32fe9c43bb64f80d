"use strict";
const root = document.documentElement;
const isServed = root.dataset.mode === "serve";
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const carrying = (key, from) => all(`[data-k~="${CSS.escape(key)}"]`, from);
const say = (text) => { one("#said").textContent = text; };

// What is marked on both sides

let marked = [];
function mark(keys, clicked = null) {
  for (const element of all(".on")) { element.classList.remove("on"); element.removeAttribute("aria-current"); }
  marked = keys.filter((key) => carrying(key).length);
  for (const key of marked) {
    for (const element of carrying(key)) { element.classList.add("on"); element.setAttribute("aria-current", "true"); }
  }
  if (!marked.length) return;
  for (const side of [one("#source"), one("#panel")]) {
    if (clicked && side.contains(clicked)) continue;
    const target = marked.flatMap((key) => carrying(key, side)).find((element) => !element.hidden);
    if (!target) continue;
    const folded = target.closest("details:not([open])");
    if (folded && side.id === "panel") folded.open = true;
    show(target, side);
    // What was not laid out yet gets its true height now, and moves the rest.
    requestAnimationFrame(() => { show(target, side); requestAnimationFrame(() => show(target, side)); });
  }
  history.replaceState(null, "", `#${marked[0]}`);
  const words = carrying(marked[0], one("#source"))[0];
  if (words) say(words.getAttribute("aria-label") || words.getAttribute("title") || "");
}

function show(target, side) {
  const at = (target.tagName.toLowerCase() === "a" && one("rect", target) || target).getBoundingClientRect();
  const frame = side.getBoundingClientRect();
  if (at.top < frame.top + 90 || at.bottom > frame.bottom - 30) side.scrollTop += at.top - frame.top - frame.height / 3;
}

function keysOf(element) {
  const carrier = element.closest("[data-k]");
  return carrier && carrier.dataset.k ? carrier.dataset.k.split(" ") : [];
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("button, input, select, label, summary, dialog, nav, .skip")) return;
  if (!getSelection().isCollapsed) return;
  let carrier = target.closest("[data-k]");
  if (!carrier && target.closest(".words, svg")) {
    carrier = document.elementsFromPoint(event.clientX, event.clientY).map((element) => element.closest("a.mark")).find(Boolean);
  }
  const keys = carrier ? keysOf(carrier) : [];
  if (!keys.length) return;
  event.preventDefault();
  const own = carrier.getAttribute("href") ? [carrier.getAttribute("href").slice(1)] : [];
  mark([...new Set([...own, ...keys])].filter((key) => !carrier.classList.contains("mark") || own.includes(key) || sameWords(carrier, key)), carrier);
});

// A click on words means what was read from exactly these, not what stands around them.
function sameWords(carrier, key) {
  return carrying(key, one("#source"))[0] === carrying(keysOf(carrier)[0], one("#source"))[0];
}

function follow() {
  const key = decodeURIComponent(location.hash.slice(1));
  if (key.includes("=") && !key.startsWith("check=")) mark([key]);
  else if (key) one(`#${CSS.escape(key)}`)?.closest("details")?.setAttribute("open", "");
}
addEventListener("hashchange", follow);

// Filters

const filters = one("#filters");
function filter() {
  const { site, measure, disposition, confidence } = Object.fromEntries(new FormData(filters));
  const passes = ({ dataset }) =>
    (!site || dataset.site === site) && (!measure || dataset.measure === measure) && (!disposition || dataset.disposition === disposition) &&
    (!confidence || (dataset.confidence !== "" && Number(dataset.confidence) < Number(confidence)));
  for (const row of all("#panel .row")) row.hidden = !passes(row);
  for (const asked of all("#figures tr.question")) if (asked.previousElementSibling.hidden) asked.hidden = true;
  for (const words of all("#source .mark")) words.classList.toggle("off", !passes(words));
  for (const table of all("#panel table")) table.hidden = !one(".row:not([hidden])", table);
  for (const sheet of all("#panel .sheet")) sheet.hidden = Boolean(site && sheet.dataset.sheet !== site) || !one("table:not([hidden])", sheet);
  say(`${all("#panel .row.figure:not([hidden])").length} figures and ${all("#panel .question:not([hidden])").length} questions are shown`);
}
filters.addEventListener("change", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(filter));

// Colours

const themes = [["", "◐", "as the system has them"], ["light", "☀", "light"], ["dark", "☾", "dark"]];
let theme = 0;
one("#theme").addEventListener("click", () => {
  theme = (theme + 1) % themes.length;
  const [name, sign, words] = themes[theme];
  if (name) root.dataset.theme = name; else delete root.dataset.theme;
  one("#theme").textContent = sign;
  one("#theme").setAttribute("aria-label", `Colours: ${words}`);
});

// Stepping through what is open

const asked = () => all("#open .question:not([hidden])");
const current = () => one("#figures .question.on:not([hidden])") || one("#open .question.on");
function step(by) {
  const list = asked();
  if (!list.length) return say("nothing is open");
  const at = list.indexOf(current());
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
  mark([next.dataset.k]);
  one("h3 a", next).focus({ preventScroll: true });
}

// Answers: pasted by a person, or written by the server

const given = [];
const dialog = one("#change");
const quoted = (text) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

function answerOf(button) {
  const question = button.closest(".question");
  const answer = { question: question.dataset.question, key: button.dataset.key, table: button.dataset.table, rows: button.dataset.rows };
  if (answer.key !== "e") return answer;
  const field = one("input[name=own]", question);
  const isUntouched = !field.value.trim() || (field.value === field.placeholder && document.activeElement !== field);
  if (isUntouched) { field.value = field.placeholder; field.focus(); field.select(); return null; }
  answer.own = field.value.trim();
  answer.rows = answer.rows.replace(new RegExp(`^${field.dataset.column} = .*\n`, "m"), () => `${field.dataset.column} = ${quoted(answer.own)}\n`);
  return answer;
}

function toml() {
  const [by, why] = ["by", "why"].map((name) => one(`input[name=${name}]`, dialog).value.trim());
  const until = new Date();
  until.setFullYear(until.getFullYear() + 1);
  return given.map(({ table, rows }) => {
    const said = table === "decision"
      ? [["reason", why || "it is printed so", true], ["expires", until.toISOString().slice(0, 10), false]]
      : [["by", by, true], ["why", why, true]];
    const added = said.filter(([, value]) => value).map(([name, value, isText]) => `${name} = ${isText ? quoted(value) : value}\n`).join("");
    return `[[${table}]]\n${rows}${added}`;
  }).join("\n");
}

function basket() {
  one("#look").hidden = isServed;
  for (const button of [one("#look"), one("#undo")]) button.disabled = !given.length && !isServed;
  one("#basket .said").textContent = isServed ? "Answers are written to the file at once." : `${given.length} answer${given.length === 1 ? "" : "s"} given, not yet in the file`;
}

function fill(text) {
  const place = one(".diff", dialog);
  place.replaceChildren(...text.split("\n").map((line) => {
    const row = document.createElement("span");
    if (isServed && !/^(---|\+\+\+) /.test(line)) row.className = { "+": "plus", "-": "minus" }[line[0]] || "";
    row.textContent = `${line}\n`;
    return row;
  }));
}

async function call(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.fault);
  return told;
}

let pending = null; // what the server has shown and would write
let shown = Promise.resolve(), typing = 0; // one request after the other
const people = () => Object.fromEntries(["by", "why"].map((name) => [name, one(`input[name=${name}]`, dialog).value.trim()]));
const isTyped = () => JSON.stringify(people()) !== JSON.stringify({ by: pending.by, why: pending.why });

async function look(body) {
  pending = { ...body, ...people(), shown: null };
  one(".fault", dialog).textContent = "";
  try {
    const told = await call("show", pending);
    pending.shown = told.shown;
    fill(told.diff);
  } catch (error) {
    fill("");
    one(".fault", dialog).textContent = error.message;
  }
}

async function propose(body) {
  one("input[name=why]", dialog).value = ""; // each answer has its own reason
  await look(body);
  dialog.showModal();
  (pending.shown ? one("#ok") : one("input[name=why]", dialog)).focus();
}

// What is written is what is shown: who and why may have been typed since.
function lookAgain() {
  clearTimeout(typing);
  if (pending && isTyped()) shown = shown.then(() => look(pending));
  return shown;
}

async function write() {
  if (one("#ok").disabled) return;
  one("#ok").disabled = true;
  await lookAgain();
  if (pending.shown) {
    dialog.setAttribute("aria-busy", "true");
    one(".busy", dialog).hidden = false;
    try {
      const told = await call("write", pending);
      sessionStorage.setItem("by", pending.by);
      await renew(told.next);
      dialog.close();
      say(told.said);
      one("#basket .said").textContent = told.said;
    } catch (error) {
      one(".fault", dialog).textContent = error.message;
    }
    one(".busy", dialog).hidden = true;
    dialog.removeAttribute("aria-busy");
  }
  one("#ok").disabled = false;
}

async function renew(next) {
  const answer = await fetch("", { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error("the page could not be read again");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#head .name", "#head .complete", "#source", "#open", "#figures", "#checks", "#ledger", "#settled", "#panel nav"]) {
    const kept = one(part), top = kept.scrollTop;
    kept.replaceChildren(...one(part, fresh).childNodes);
    kept.scrollTop = top;
  }
  filter();
  const question = next && one(`#open [data-question="${CSS.escape(next)}"]`) || one("#open > .question:not([hidden])");
  mark(question ? [question.dataset.k] : []);
  if (question) one("h3 a", question).focus({ preventScroll: true });
}

// What is read wrongly: the row below a figure asks what its number counts instead.
function change(button) {
  const row = button.closest("tr").nextElementSibling;
  row.hidden = !row.hidden;
  button.setAttribute("aria-expanded", String(!row.hidden));
  if (row.hidden) return;
  mark([row.dataset.k]);
  const field = one("input[name=own]", row);
  if (field && !field.value) field.value = field.placeholder;
  one(".answers button", row).focus();
}

function give(button) {
  const answer = answerOf(button);
  if (!answer) return;
  if (isServed) { propose({ action: "answer", question: answer.question, key: answer.key, own: answer.own || null }); return; }
  const question = button.closest(".question");
  const before = given.findIndex((one) => one.question === answer.question);
  if (before >= 0) given.splice(before, 1);
  for (const other of all(".given", question)) other.classList.remove("given");
  given.push(answer);
  button.classList.add("given");
  question.classList.add("done");
  basket();
  say(`answered: ${button.textContent.trim()}`);
  step(1);
}

// What nothing asks: rows of words that a person selects.
const adding = one("#adding");
function add() {
  const selected = getSelection();
  const [words, own, fault] = [one("[name=words]", adding), one("[name=own]", adding), one(".fault", adding)];
  if (one("#source").contains(selected.anchorNode) && !selected.isCollapsed) words.value = selected.toString().split(/\s+/).join(" ").trim();
  fault.textContent = "";
  adding.showModal();
  (words.value ? own : words).focus();
}

async function added() {
  const [words, own, fault] = [one("[name=words]", adding), one("[name=own]", adding), one(".fault", adding)];
  const row = { words: words.value.trim(), own: own.value.trim() };
  const isAtSite = isServed || /^(nothing$|other:|[^\s:]+: )/.test(row.own);
  fault.textContent = !row.words || !row.own ? "Say which words, and what they state." : isAtSite ? "" : "Say of which site, as in lille: housing social 7.";
  if (fault.textContent) return;
  if (isServed) {
    try { await call("show", { action: "add", ...row }); } catch (error) { fault.textContent = error.message; return; }
    propose({ action: "add", ...row });
  } else {
    given.push({ question: "", table: "figure", rows: `quote = ${quoted(row.words)}\nreads = ${quoted(row.own)}\n` });
    basket();
    say("added");
  }
  words.value = own.value = "";
  adding.close();
}
one("#add").addEventListener("click", add);
one("#add-ok").addEventListener("click", added);
adding.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); added(); }
});

function undo() {
  if (isServed) { propose({ action: "undo" }); return; }
  const last = given.pop();
  if (!last) return;
  basket();
  const question = last.question && one(`#panel [data-question="${CSS.escape(last.question)}"]`);
  if (!question) return;
  question.classList.remove("done");
  for (const button of all(".given", question)) button.classList.remove("given");
  mark([question.dataset.k]);
}

one("#panel").addEventListener("click", (event) => {
  const button = event.target.closest(".answers button");
  if (button) give(button);
  const removing = event.target.closest("button.remove");
  if (removing) propose({ action: "remove", table: removing.dataset.table, number: removing.dataset.number });
  const changing = event.target.closest("button.change");
  if (changing) change(changing);
});
one("#undo").addEventListener("click", undo);
one("#look").addEventListener("click", () => { one("#ok").textContent = "Copy"; fill(toml()); dialog.showModal(); });
one("#ok").addEventListener("click", async () => {
  if (isServed) { await write(); return; }
  try {
    await navigator.clipboard.writeText(toml());
    say("copied");
    dialog.close();
  } catch {
    getSelection().selectAllChildren(one(".diff", dialog));
    one(".fault", dialog).textContent = "The browser forbids copying here: the text is selected, press Ctrl+C.";
  }
});
for (const field of all(".people input", dialog)) {
  field.addEventListener("input", () => {
    if (!isServed) { fill(toml()); return; }
    clearTimeout(typing);
    typing = setTimeout(lookAgain, 300);
  });
}
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); if (isServed) write(); else one("#ok").focus(); }
});
if (isServed) { one("#ok").textContent = "Write it"; one("input[name=by]", dialog).value = sessionStorage.getItem("by") || ""; }

// Keys

one("#help").addEventListener("click", () => one("#keys").showModal());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && event.target.name === "own") give(one('[data-key="e"]', event.target.closest(".question")));
    return;
  }
  if (event.key === "Escape") { mark([]); history.replaceState(null, "", "#"); return; }
  if (!one("#keys-on").checked) return;
  const act = { a: add, j: () => step(1), s: () => step(1), k: () => step(-1), u: undo, "/": () => one("#filters select").focus(), "?": () => one("#keys").showModal() }[event.key];
  const question = current();
  const button = question && one(`.answers button[data-key="${CSS.escape(event.key)}"]`, question);
  if (button) { event.preventDefault(); give(button); } else if (act) { event.preventDefault(); act(); }
});

basket();
follow();
