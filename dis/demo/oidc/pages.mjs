// The HTML of the local providers: choose a person, sign out, something went wrong. They work without scripts.

import { texts } from './texts.mjs';

const STYLE = `
*{box-sizing:border-box}
body{margin:0;font:18px/1.5 Inter,system-ui,sans-serif;color:#1e2b3c;background:#f4f5f6}
.mark{margin:0;padding:.75rem 1rem;background:#ffe9a8;border-bottom:2px solid #7a5c00;font-weight:500}
.mark p{max-width:38rem;margin:0 auto}
main{max-width:38rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
.name{margin:0 0 1.5rem;color:#4a5567}
fieldset{margin:0 0 1.5rem;padding:0;border:0;min-width:0}
legend{padding:0;margin-bottom:.5rem;font-weight:600}
label{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem .75rem;margin-bottom:.5rem;
background:#fff;border:1px solid #68768a;border-radius:6px;cursor:pointer}
label:has(:checked){border-color:#0062ba;box-shadow:0 0 0 1px #0062ba;background:#eef5fc}
input{flex:none;width:1.25rem;height:1.25rem;margin:.2rem 0 0}
label span{min-width:0;overflow-wrap:anywhere}
small{display:block;font-size:.9rem;color:#4a5567}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem}
button,.button{font:inherit;font-weight:500;padding:.6rem 1.25rem;border-radius:6px;cursor:pointer;
border:2px solid #0062ba;background:#0062ba;color:#fff;text-decoration:none;display:inline-block}
button.second{background:#fff;color:#0062ba}
:focus-visible{outline:3px solid #1e2b3c;outline-offset:3px}
.error{padding:.75rem 1rem;border-left:6px solid #b3253a;background:#fff;margin:0 0 1.5rem}
iframe{display:none}
`;

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function layout(lang, brand, title, body) {
  return `<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} – ${escape(brand.title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header class="mark"><p>${escape(texts(lang).local)}</p></header>
<main>
<h1>${escape(title)}</h1>
<p class="name">${escape(brand.title)}</p>
${body}
</main>
</body>
</html>`;
}

function choice(name, value, text, detail, checked) {
  return `<label><input type="radio" name="${name}" value="${escape(value)}"${checked ? ' checked' : ''}>
<span>${escape(text)}${detail ? `<small>${escape(detail)}</small>` : ''}</span></label>`;
}

export function choosePerson(lang, brand, persons, { error = false } = {}) {
  const t = texts(lang);
  const people = persons.map((person) => choice(
    'person', person.sign_in, person.name, `${person.sign_in}: ${person.description}`));
  const levels = brand.levels.map((level, index) => (
    choice('level', level, t.levels[level], '', index === brand.levels.length - 1)));
  return layout(lang, brand, t.heading, `
${error ? `<p class="error" role="alert">${escape(t.choose)}</p>` : ''}
<form method="post">
<fieldset><legend>${escape(t.person)}</legend>
${people.join('\n') || `<p>${escape(t.nobody)}</p>`}
</fieldset>
<fieldset><legend>${escape(t.level)}</legend>
${levels.join('\n')}
</fieldset>
<div class="buttons">
<button type="submit" name="action" value="sign-in">${escape(t.signIn)}</button>
<button type="submit" name="action" value="cancel" class="second">${escape(t.cancel)}</button>
</div>
</form>`);
}

export function confirmSignOut(lang, brand, form) {
  const t = texts(lang);
  return layout(lang, brand, t.signOutHeading, `
<p>${escape(t.signOutText)}</p>
${form}
<div class="buttons">
<button type="submit" form="op.logoutForm" name="logout" value="yes">${escape(t.signOut)}</button>
</div>`);
}

// Front-channel logout: each client's address in a frame of its own. Onward when all are loaded;
// without scripts by the link, since a page that moves on by a timer is hard on slow readers.
export function signedOut(lang, brand, frames, onward) {
  const t = texts(lang);
  return layout(lang, brand, t.signedOut, `
<p>${escape(t.signingOut)}</p>
${frames.map((url) => `<iframe src="${escape(url)}" title="${escape(t.signOut)}"></iframe>`).join('\n')}
${onward ? `<p><a class="button" href="${escape(onward)}">${escape(t.onward)}</a></p>
<script>addEventListener('load', () => location.replace(document.querySelector('a.button').href));</script>` : ''}`);
}

export function problem(lang, brand, { error, description }) {
  const t = texts(lang);
  const detail = error ? `<p><code>${escape(error)}</code>${description ? `: ${escape(description)}` : ''}</p>` : '';
  return layout(lang, brand, t.errorHeading, `<p>${escape(error ? t.errorText : t.expired)}</p>${detail}`);
}
