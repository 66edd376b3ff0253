
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

  // Filters: contract, verdict, reason, clause, text. Cases, clauses, documents and what broke are left out where they do
  // not match; a card of what broke matches where one of its cases does.
  const names = ["contract", "verdict", "reason", "clause", "text"];
  const cases = all(".case");
  const clauses = all(".clause");
  const cards = all(".card[data-reason]");
  const holders = all(".group, .document, .holder");
  const within = (list, word) => (list || "").split(" ").includes(word);
  const filter = () => {
    const [contract, verdict, reason, clause, text] = names.map((name) => field(name).value.trim());
    const wanted = text.toLowerCase();
    const any = contract || verdict || reason || clause || text;
    const has = (node) => !wanted || node.textContent.toLowerCase().includes(wanted);
    const reasons = new Set();
    let shown = 0;
    for (const node of cases) {
      const is = node.dataset;
      const fits = (!contract || is.contract === contract)
        && (!verdict || is.verdict === verdict || (verdict === "flaky" && is.flaky === "true"))
        && (!reason || within(is.reasons, reason))
        && (!clause || within(is.clauses, clause))
        && has(node);
      node.classList.toggle("off", !fits);
      if (!fits) continue;
      shown += 1;
      for (const number of is.reasons.split(" ")) reasons.add(number);
    }
    for (const node of cards) {
      const number = node.dataset.reason;
      node.classList.toggle("off", Boolean(any) && !(reason ? number === reason && reasons.has(number) : reasons.has(number)));
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
      node.classList.toggle("off", Boolean(any) && !node.querySelector(".case:not(.off), .clause:not(.off), .card:not(.off)"));
      if (any && node.matches("details.group, details.holder")) node.open = true;
    }
    for (const group of all("optgroup", field("clause"))) group.hidden = Boolean(contract) && group.label !== contract;
    // Verdicts and reasons are of cases alone: they leave no clause out.
    const parts = [`${shown} of ${cases.length} cases`, `${cards.filter((c) => !c.matches(".off")).length} of ${cards.length} reasons`];
    if (contract || clause || text) parts.push(`${left} of ${clauses.length} clauses and contradictions`);
    told.textContent = any ? `${parts.join(", ")} match.` : "";
  };
  let soon = 0;
  form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(filter, 120); });
  // A clause of another contract than the one chosen would match nothing.
  field("contract").addEventListener("change", () => {
    const chosen = field("clause").selectedOptions[0];
    const group = chosen && chosen.closest("optgroup");
    if (group && field("contract").value && group.label !== field("contract").value) field("clause").value = "";
  });
  const reset = () => {
    for (const name of names) field(name).value = "";
    filter();
  };
  field("reset").addEventListener("click", reset);
  form.hidden = false;

  // All cases of a card: the filter shows them alone.
  for (const button of all(".only")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const name of names) field(name).value = name === "reason" ? button.dataset.reason : "";
      filter();
      document.getElementById("deviating").scrollIntoView();
    });
  }

  // What a link leads to must not come to stand below the filters, which are as high as the window is narrow.
  const clear = () => {
    const sticky = getComputedStyle(form).position === "sticky";
    document.documentElement.style.scrollPaddingTop = sticky ? `${form.offsetHeight + 12}px` : "";
  };
  new ResizeObserver(clear).observe(form);
  addEventListener("resize", clear);
  clear();

  document.addEventListener("toggle", (event) => { if (event.target.open) equip(event.target); }, true);
  all("details[open]").forEach(equip);
  addEventListener("hashchange", reveal);
  reveal();

  // On paper what failed is open and the other cases are a list, whatever was opened on the screen.
  let changed = [];
  const turn = (what, open) => {
    for (const node of all(what)) {
      changed.push([node, node.open]);
      node.open = open;
    }
  };
  addEventListener("beforeprint", () => {
    turn("details.holder:not([open]), .group:not([open]), .case.failed:not([open])", true);
    turn(".case:not(.failed)[open]", false);
  });
  addEventListener("afterprint", () => {
    for (const [node, open] of changed) node.open = open;
    changed = [];
  });
})();
