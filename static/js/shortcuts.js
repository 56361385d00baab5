// Keys of one letter in lists and beside an open document. Off while somebody types, and wherever
// they have been switched off; the choice stays in this browser.
"use strict";

{
  const KEPT = "dis-shortcuts";
  const dialog = document.getElementById("shortcuts");
  const choice = dialog.querySelector("[data-shortcuts-on]");
  const isOn = () => {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true; // A browser that keeps nothing: they are on for this page.
    }
  };

  const show = () => {
    if (!dialog.open) dialog.showModal();
  };

  // In a list the keys move from document to document; beside an open one they follow its links.
  const step = (relation, by) => {
    const beside = document.querySelector(`main a[rel=${relation}]:not(.dis-pages a)`);
    if (beside) return beside.click();
    const links = [...document.querySelectorAll("[data-shortcut-list] li a")];
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    if (next) next.focus();
  };

  const search = () => {
    const field = document.getElementById("search-words");
    if (field) field.focus();
    else document.querySelector(".dis-back")?.click();
  };

  const keys = {
    j: () => step("next", 1),
    k: () => step("prev", -1),
    "/": search,
    u: () => document.querySelector(".dis-back")?.click(),
    "?": show,
  };

  choice.checked = isOn();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, choice.checked ? "on" : "off");
    } catch {
      choice.checked = true;
    }
  });
  for (const button of document.querySelectorAll("[data-shortcuts-help]")) {
    button.addEventListener("click", show);
  }
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (isTyping || hasModifier || dialog.open || !isOn() || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
