// Opens a SMART Health Link: what is sealed is opened here, with the key that stands after # in the
// address and that no server is told. Words of the summary become text, never markup.
"use strict";

const said = document.getElementById("viewer-said");
const form = document.getElementById("viewer-form");
const asking = document.getElementById("viewer-ask");
const shown = document.getElementById("viewer-summary");
const ELEMENTS = new Set(["DIV", "P", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"]);

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const tell = (name, more = "") => {
  const words = document.createElement("p");
  words.className = "ds-alert";
  words.dataset.color = "warning";
  words.textContent = `${said.dataset[name]} ${more}`.trim();
  said.replaceChildren(words);
};

const link = () => {
  const [, text] = window.location.hash.split("shlink:/");
  if (!text) return null;
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes(text)));
    // Only links to this place: nothing that stands in an address may send a passcode elsewhere.
    return new URL(found.url).origin === window.location.origin ? found : null;
  } catch {
    return null;
  }
};

const opened = async (sealed, key) => {
  const [head, , iv, text, tag] = sealed.split(".");
  const whole = new Uint8Array([...bytes(text), ...bytes(tag)]);
  const secret = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: bytes(iv), additionalData: new TextEncoder().encode(head) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, secret, whole)));
};

const copied = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  const name = (node.localName || "").toUpperCase();
  const found = ELEMENTS.has(name) ? document.createElement(name) : document.createDocumentFragment();
  for (const each of node.childNodes) found.append(copied(each));
  if (name === "TABLE") tabled(found);
  return found;
};

// As the tables of our own pages: on a narrow screen each row stands by itself, with its labels.
const tabled = (table) => {
  table.className = "ds-table dis-table dis-table--words dis-table--told";
  const columns = [...table.querySelectorAll("thead th")];
  columns.forEach((each) => { each.scope = "col"; });
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, number) => {
      if (!cell.textContent) cell.className = "dis-table__none";
      if (!number || !cell.textContent) return;
      const label = document.createElement("span");
      label.className = "dis-table__label";
      label.textContent = `${columns[number]?.textContent ?? ""}: `;
      cell.prepend(label);
    });
  }
};

const heading = (level, words) => {
  const found = document.createElement(`h${level}`);
  found.className = "ds-heading";
  found.dataset.size = level === 2 ? "sm" : "xs";
  found.textContent = words;
  return found;
};

const show = (bundle) => {
  const all = bundle.entry.map((each) => each.resource);
  const [document_, patient] = [all[0], all.find((each) => each.resourceType === "Patient")];
  const who = [patient.name?.[0]?.text, patient.birthDate].filter(Boolean).join(", ");
  shown.lang = document_.language;
  shown.replaceChildren(heading(2, `${document_.title}: ${who}`));
  for (const section of document_.section) {
    const part = document.createElement("section");
    part.className = "ds-card dis-card dis-stack dis-stack--tight";
    const words = new DOMParser().parseFromString(section.text.div, "application/xhtml+xml");
    part.append(heading(3, section.title), copied(words.documentElement));
    shown.append(part);
  }
  asking.hidden = true;
  shown.hidden = false;
  said.replaceChildren();
  shown.focus();
};

const ask = async (found) => {
  const body = { recipient: form.elements.recipient.value, passcode: form.elements.passcode.value };
  const how = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "omit" };
  const answer = await fetch(found.url, how);
  if (answer.status === 401) return tell("wrong", String((await answer.json()).remainingAttempts));
  if (answer.status === 429) return tell("fast");
  if (!answer.ok) return tell("gone");
  const told = await answer.json();
  return show(await opened(told.files[0].embedded, found.key));
};

const found = link();
if (found) asking.hidden = false;
else tell("none");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(found).catch(() => tell("failed"));
});
