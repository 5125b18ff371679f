// Filters, deep links, buttons that copy and download. Without it the page is whole, only longer.
// The part after # is either a clause's id or the filters, as in #q=reload&verdict=fail; it is the only state.
"use strict";

const form = document.getElementById("page:filter");
const found = form.querySelector("output");
const clauses = [...document.querySelectorAll("details.clause")];
const words = new Map(clauses.map((clause) => [clause, said(clause)]));

function said(clause) {
  const apps = [...clause.querySelectorAll(".repro")]; // much the same words in each
  return apps.reduce((text, app) => text.replace(app.textContent, ""), clause.textContent).toLowerCase();
}

function filters() {
  const hash = location.hash.slice(1);
  return new URLSearchParams(hash.includes("=") ? hash : "");
}

function matches(clause, wanted) {
  const levels = wanted.getAll("level");
  const verdicts = wanted.getAll("verdict");
  const has = clause.dataset.verdicts.split(" ");
  return (
    (!levels.length || levels.includes(clause.dataset.level)) &&
    (!verdicts.length || verdicts.some((verdict) => has.includes(verdict))) &&
    words.get(clause).includes((wanted.get("q") || "").toLowerCase())
  );
}

function showMatches() {
  const wanted = filters();
  for (const clause of clauses) clause.hidden = !matches(clause, wanted);
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = !group.querySelector("details.clause:not([hidden])");
  }
  found.value = `${clauses.filter((clause) => !clause.hidden).length} of ${clauses.length} clauses`;
}

function followHash() {
  const wanted = filters();
  form.elements.q.value = wanted.get("q") || "";
  for (const box of form.querySelectorAll("[type=checkbox]")) {
    box.checked = wanted.getAll(box.name).includes(box.value);
  }
  showMatches();
  const target = [...wanted].length ? form : document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.matches("details")) {
    target.open = true;
    target.querySelector("summary").focus({ preventScroll: true });
  }
  target.scrollIntoView();
}

function rememberFilters() {
  const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", "#" + (wanted.toString() || "page:clauses"));
  showMatches();
}

async function copy(button) {
  const command = button.previousElementSibling;
  const range = document.createRange();
  range.selectNodeContents(command);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  try {
    await navigator.clipboard.writeText(command.textContent);
    button.firstChild.data = "Copied";
  } catch {
    button.firstChild.data = "Selected"; // no clipboard here: the text is marked, ready for the copy key
  }
}

function download(button) {
  const link = document.createElement("a");
  const source = button.parentElement.querySelector("pre").textContent;
  link.href = URL.createObjectURL(new Blob([source], { type: "text/x-python" }));
  link.download = "repro.py";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers fetch it later
}

form.addEventListener("input", rememberFilters);
form.addEventListener("reset", () => setTimeout(rememberFilters)); // the fields are emptied after the event
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy, button.download");
  if (button) (button.matches(".copy") ? copy : download)(button);
});
addEventListener("hashchange", followHash);

// Paper cannot be unfolded.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open], .repro)")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

form.hidden = false;
for (const button of document.querySelectorAll("button.copy, button.download")) button.hidden = false;
followHash();
