
"use strict";
(() => {
  const all = (what, where) => Array.from((where || document).querySelectorAll(what));
  const form = document.getElementById("filter");
  const told = document.getElementById("f-told");
  const field = (name) => document.getElementById("f-" + name);

  // What a link leads to is opened, with all it lies in.
  const reveal = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* it is not encoded */ }
    const target = name && document.getElementById(name);
    if (!target) return;
    if (target.closest(".off")) reset();
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };

  // Commands can be copied. A button is made when its command is first seen.
  const copy = async (text, pre) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(pre);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return document.execCommand("copy");
    }
  };
  const equip = (where) => {
    for (const pre of all("pre.curl:not(.copied)", where)) {
      const text = pre.textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy the curl command");
      button.addEventListener("click", async () => {
        button.textContent = (await copy(text, pre)) ? "Copied" : "Select and copy it";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      pre.classList.add("copied");
      pre.prepend(button);
    }
  };

  // Filters: contract, verdict, clause, text. Cases, clauses and documents that do not match are left out.
  const cases = all(".case");
  const clauses = all(".clause");
  const holders = all(".group, .document");
  const filter = () => {
    const contract = field("contract").value;
    const verdict = field("verdict").value;
    const clause = field("clause").value;
    const text = field("text").value.trim().toLowerCase();
    const any = contract || verdict || clause || text;
    const has = (node) => !text || node.textContent.toLowerCase().includes(text);
    let shown = 0;
    for (const node of cases) {
      const fits = (!contract || node.dataset.contract === contract)
        && (!verdict || node.dataset.verdict === verdict)
        && (!clause || node.dataset.clauses.split(" ").includes(clause))
        && has(node);
      node.classList.toggle("off", !fits);
      if (fits) shown += 1;
    }
    let left = 0;
    for (const node of clauses) {
      const place = node.closest(".document").dataset.document;
      const fits = (!contract || place === contract)
        && (!clause || node.dataset.clause === clause)
        && has(node);
      node.classList.toggle("off", !fits);
      if (fits) left += 1;
    }
    for (const node of holders) {
      node.classList.toggle("off", Boolean(any) && !node.querySelector(".case:not(.off), .clause:not(.off)"));
      if (any && node.matches(".group")) node.open = true;
    }
    told.textContent = any ? `${shown} of ${cases.length} cases and ${left} of ${clauses.length} clauses and contradictions match.` : "";
  };
  let soon = 0;
  form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(filter, 120); });
  const reset = () => {
    for (const name of ["contract", "verdict", "clause", "text"]) field(name).value = "";
    filter();
  };
  field("reset").addEventListener("click", reset);
  form.hidden = false;

  document.addEventListener("toggle", (event) => { if (event.target.open) equip(event.target); }, true);
  all("details[open]").forEach(equip);
  addEventListener("hashchange", reveal);
  reveal();

  // On paper everything that deviates is open, and how each clause was checked.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all(".document details:not([open]), .case.failed:not([open]), .case.waived:not([open]), .case.inconclusive:not([open])");
    for (const node of opened) node.open = true;
  });
  addEventListener("afterprint", () => { for (const node of opened) node.open = false; });
})();
