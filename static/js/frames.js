// Makes the frame of a document as high as what it holds, so that the page has one scroll bar.
"use strict";

const grow = (frame) => {
  const body = frame.contentDocument && frame.contentDocument.body;
  if (!body || !body.childElementCount) return;
  const fit = () => {
    frame.style.blockSize = `${Math.ceil(body.getBoundingClientRect().height) + 4}px`;
    frame.dataset.grown = "yes";
  };
  new ResizeObserver(fit).observe(body);
  fit();
};

// The event of a frame does not rise to the document; on its way down it passes there.
document.addEventListener(
  "load",
  (event) => {
    if (event.target instanceof HTMLIFrameElement && event.target.matches(".dis-frame")) grow(event.target);
  },
  true,
);
for (const frame of document.querySelectorAll(".dis-frame")) grow(frame);
