// Filters, deep links, copy and download buttons. Without this script, the page shows everything.
// The only state is the part of the URL after #: the filters and the clause opened last, for example
// #q=reload&verdict=fail&clause=data.dict, or only the id of a clause or of one of its cells.
"use strict";

const form = document.getElementById("page:filter");
const found = form.querySelector("output");
const clauses = [...document.querySelectorAll("details.clause")];
const cells = new Map(clauses.map((clause) => [clause, JSON.parse(clause.dataset.cells)]));
const texts = new Map(clauses.map((clause) => [clause, searchedText(clause)]));

function searchedText(clause) {
  const apps = [...clause.querySelectorAll(".repro, .bug-report")]; // they repeat what else is there
  return apps.reduce((text, app) => text.replace(app.textContent, ""), clause.textContent).toLowerCase();
}

function state() {
  const hash = location.hash.slice(1);
  if (hash.includes("=")) return new URLSearchParams(hash);
  const clause = document.getElementById(hash)?.closest(".clause");
  return new URLSearchParams(clause ? { clause: clause.id } : {});
}

function matches(clause, wanted) {
  const allows = (name, value) => !wanted.has(name) || wanted.getAll(name).includes(value);
  const own = cells.get(clause);
  return (
    allows("level", clause.dataset.level) &&
    (own.length ? own : [[]]).some(
      ([verdict, engine, store, change]) =>
        allows("verdict", verdict) && allows("engine", engine) && allows("store", store) && allows("change", change),
    ) &&
    texts.get(clause).includes((wanted.get("q") || "").toLowerCase())
  );
}

function showMatches() {
  const wanted = state();
  for (const clause of clauses) clause.hidden = !matches(clause, wanted);
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = !group.querySelector("details.clause:not([hidden])");
  }
  found.value = `${clauses.filter((clause) => !clause.hidden).length} of ${clauses.length} clauses`;
}

function followHash() {
  const wanted = state();
  form.elements.q.value = wanted.get("q") || "";
  for (const box of form.querySelectorAll("[type=checkbox]")) {
    box.checked = wanted.getAll(box.name).includes(box.value);
  }
  showMatches();
  const clause = document.getElementById(wanted.get("clause"));
  const place = document.getElementById(location.hash.slice(1)); // a clause, a cell or a heading
  const target = clause?.contains(place) ? place : clause;
  if (target) {
    clause.open = target.open = true;
    target.querySelector("summary").focus({ preventScroll: true });
  }
  (target || ([...wanted].length ? form : place))?.scrollIntoView();
}

// Replaces the entry in the browser's history, so that "back" leaves the page.
function remember(clause) {
  const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const onlyClause = ![...wanted].length && clause;
  if (clause) wanted.set("clause", clause);
  history.replaceState(null, "", "#" + (onlyClause || wanted.toString() || "page:clauses"));
}

function filter() {
  remember(state().get("clause"));
  showMatches();
}

function rememberClause(clause) {
  const opens = !clause.open; // it is about to be
  const id = state().get("clause");
  if (opens) remember(clause.id);
  else if (id === clause.id) remember(null);
}

// Created here because they would do nothing without this script.
function addButtons(place, what, actions) {
  const cell = place.closest(".cell").querySelector("h5").textContent.replace(/\s+/g, " ");
  for (const action of actions) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(action.label, unseen(` ${what} for ${place.closest(".clause").id}, ${cell}`));
    button.addEventListener("click", () => action(button));
    place.append(button);
  }
}

function unseen(text) {
  const span = document.createElement("span");
  span.className = "unseen";
  span.textContent = text;
  return span;
}

async function copy(button) {
  const source = button.parentElement.querySelector("code, pre");
  const range = document.createRange();
  range.selectNodeContents(source);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.firstChild.data = "Copied";
  } catch {
    button.firstChild.data = "Selected"; // no clipboard access: the text stays selected for the copy key
  }
}
copy.label = "Copy";

// The page has the app once: it is appended to the report when that is asked for.
function copyReport(button) {
  const place = button.parentElement;
  const report = place.querySelector("pre");
  const app = place.parentElement.querySelector(".repro pre");
  if (app && !place.dataset.complete) report.textContent += appSection(app.textContent);
  place.dataset.complete = "yes";
  place.querySelector("details").open = true;
  copy(button);
}
copyReport.label = "Copy bug report";

// As bug_app.md.j2 has it.
function appSection(app) {
  const longest = Math.max(0, ...(app.match(/`+/g) || []).map((ticks) => ticks.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `\n## An app that shows it\n\n${fence}python\n${app.trimEnd()}\n${fence}\n`;
}

function download(button) {
  const link = document.createElement("a");
  const source = button.parentElement.querySelector("pre").textContent;
  link.href = URL.createObjectURL(new Blob([source], { type: "text/x-python" }));
  link.download = "repro.py";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it after the click
}
download.label = "Download";

form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter)); // the fields are reset after the event
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  const clause = event.target.closest(".clause > summary")?.parentElement;
  if (clause) rememberClause(clause);
});
addEventListener("hashchange", followHash);

// For printing, open every clause that did not pass. Passed ones stay folded: they would fill hundreds of pages.
let folded = [];
addEventListener("beforeprint", () => {
  folded = clauses.filter((clause) => !clause.open && clause.querySelector(":scope > .cell:not(.pass)"));
  for (const clause of folded) clause.open = true;
});
addEventListener("afterprint", () => {
  for (const clause of folded) clause.open = false;
});

form.hidden = false;
for (const place of document.querySelectorAll(".rerun")) addButtons(place, "the command", [copy]);
for (const place of document.querySelectorAll(".repro")) addButtons(place, "the app", [copy, download]);
for (const place of document.querySelectorAll(".bug-report")) addButtons(place, "in Markdown", [copyReport]);
followHash();
