// Runs in every page before the app: says on the console what no person should ever see, and keeps how questions grew.
(() => {
  const RAW = [
    [/\b(undefined|NaN)\b|\[object /, "a value that is none"],
    [/\b[A-Z]{3,}(_[A-Z]+)+\b|\bINTERNAL\b|\bUNAVAILABLE\b|\bUNEXPECTED\b/, "a reason's code"],
    [/\{[a-z][a-zA-Z_.]*\}/, "a placeholder that nobody filled (F41)"],
    [/^\s*at .+:\d+:\d+|Traceback|Error:/m, "a stack trace"],
  ];
  const SPOKEN = ["aria-label", "title", "placeholder", "alt"];
  const told = new Set();
  window.seenInWriting = [];

  const judge = (text) => {
    for (const [pattern, what] of RAW) {
      const found = pattern.exec(text ?? "");
      if (!found || told.has(found[0])) continue;
      told.add(found[0]);
      console.error(`The page shows ${what}: ${text.trim().slice(0, 200)}`);
    }
  };
  const look = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement?.closest("script, style, textarea")) judge(node.data);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of SPOKEN) judge(node.getAttribute(name));
    for (const child of node.childNodes) look(child);
  };
  const keepWriting = () => {
    const text = document.querySelector('[data-testid="question-in-writing"]')?.textContent;
    if (text && text !== window.seenInWriting.at(-1)) window.seenInWriting.push(text);
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(look);
      else look(target);
    }
    keepWriting();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN });
})();
