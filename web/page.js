// The page: a form that is a dossier, and beside it what the rules say of it.
import { calendar, call, readDossier, report } from "./qualiopi_rules.js";
import { form, texts } from "./texts.js";

const element = (id) => document.getElementById(id);
const fields = [...document.querySelectorAll("input[data-path]")];
const REQUIRED = ["certificate.number", "categories", "certificate.first_issue", "certificate.valid_until"];
const HIDDEN = ["bilans", "provider", "application", "audits", "outside", "transfer", "other_certificates", "events"];

let lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "fr";
let opened = {}; // the dossier of a file, of which the form shows a part
let shown = null; // what the page says now
let applied = null; // whether each indicator applied when it was last said

// --- Words

function say(name, values = {}) {
  return texts[lang][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function dayText(day) {
  const written = new Date(`${day}T00:00Z`).toLocaleDateString(lang, { dateStyle: "long", timeZone: "UTC" });
  return lang === "fr" ? written.replace(/^1 /, "1er ") : written;
}

function made(tag, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}

function speak() {
  document.documentElement.lang = lang;
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of document.querySelectorAll("[data-name]")) node.setAttribute("aria-label", say(node.dataset.name));
  element("language").lang = lang === "fr" ? "en" : "fr";
}

// --- The form

function build() {
  element("categories").replaceChildren(element("categories").firstElementChild, ...checkboxes("category"));
  element("profile").replaceChildren(
    ...form[lang].profiles.map((name) => made("option", { value: name, textContent: name })),
  );
  for (const group of ["answers", "situation"]) element(group).replaceChildren(...form[lang][group].map(questionOf));
}

function checkboxes(name) {
  return form[lang].categories.map(([value, label]) =>
    made(
      "label",
      { className: "choice" },
      made("input", { type: "checkbox", name, value }),
      made("span", { textContent: label }),
    ),
  );
}

function questionOf({ id, kind, text }) {
  const words = made("span", { className: "words", id: `words-${id}`, textContent: text });
  if (kind === "categories") {
    return made("fieldset", { className: "field" }, made("legend", { textContent: text }), ...checkboxes(id));
  }
  if (kind === "count") {
    const input = made("input", { type: "number", min: "1", id: `count-${id}`, name: id });
    input.setAttribute("aria-labelledby", words.id);
    return made("div", { className: "question" }, words, input);
  }
  const answers = ["yes", "no", "unknown"].map((answer) => {
    const input = made("input", { type: "radio", name: id, value: answer, checked: answer === "unknown" });
    const long = answer === "unknown" ? [made("span", { className: "unseen", textContent: say("unknown-long") })] : [];
    const short = made("span", { textContent: say(answer) });
    if (long.length) short.setAttribute("aria-hidden", "true");
    return made("label", {}, input, short, ...long);
  });
  const choice = made("div", { className: "answer" }, ...answers);
  choice.setAttribute("role", "radiogroup");
  choice.setAttribute("aria-labelledby", words.id);
  return made("div", { className: "question" }, words, choice);
}

const checked = (name) => [...document.querySelectorAll(`input[name="${name}"]:checked`)].map((each) => each.value);

function answersOf(group) {
  const given = {};
  for (const { id, kind } of form[lang][group]) {
    if (kind === "categories") given[id] = checked(id);
    else if (kind === "count")
      given[id] = element(`count-${id}`).value === "" ? null : element(`count-${id}`).valueAsNumber;
    else given[id] = { yes: true, no: false }[checked(id)[0]] ?? null;
  }
  return given;
}

function held() {
  const chosen = element("surveillance").value;
  if (chosen === "day") return element("held").value || null;
  return { true: true, false: false }[chosen] ?? null;
}

const filled = (part) =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== null && value !== "" && value.length !== 0));

/** The dossier as it stands: what was opened, with what the form says. What is empty is left out. */
function dossierOfForm() {
  const written = Object.fromEntries(fields.map((field) => [field.dataset.path, field.value.trim()]));
  const part = (name) => written[`certificate.${name}`];
  const categories = checked("category");
  return filled({
    ...opened,
    certificate: filled({
      ...opened.certificate,
      number: part("number"),
      categories: opened.certificate?.categories ?? categories,
      first_issue: part("first_issue"),
      valid_until: part("valid_until"),
      nda: part("nda"),
      holder: part("holder"),
    }),
    categories,
    answers: filled({ ...opened.answers, ...answersOf("answers") }),
    situation: filled({ ...opened.situation, ...answersOf("situation") }),
    surveillance_held: held(),
  });
}

function fillForm(dossier) {
  const paths = { ...dossier, on: element("on").value };
  for (const field of fields) {
    const value = field.dataset.path.split(".").reduce((part, name) => part?.[name], paths);
    field.value = typeof value === "string" ? value : "";
  }
  for (const input of document.querySelectorAll('input[name="category"]'))
    input.checked = (dossier.categories ?? []).includes(input.value);
  for (const group of ["answers", "situation"])
    for (const { id, kind } of form[lang][group]) {
      const value = dossier[group]?.[id];
      if (kind === "count") element(`count-${id}`).value = value ?? "";
      else
        for (const input of document.querySelectorAll(`input[name="${id}"]`))
          input.checked =
            kind === "categories"
              ? (value ?? []).includes(input.value)
              : input.value === (value === true ? "yes" : value === false ? "no" : "unknown");
    }
  const day = dossier.surveillance_held;
  element("surveillance").value = typeof day === "string" ? "day" : String(day ?? "");
  element("held-field").hidden = typeof day !== "string";
}

// --- What the rules say of it: one question at a time, and the latest after it

let busy = false;
let again = false;

async function update() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  document.body.classList.add("busy");
  try {
    do {
      again = false;
      show(await call("page", request(), lang));
    } while (again);
  } catch (error) {
    element("verdict").replaceChildren(made("p", { textContent: say("failed", { message: error.message }) }));
  } finally {
    busy = false;
    document.body.classList.remove("busy");
  }
}

const request = () => ({
  dossier: { certificate: {}, ...dossierOfForm() },
  on: element("on").value,
  profile: element("profile").value,
});

function show(said) {
  shown = said;
  const { report: page, indicators, faults, expires } = said;
  const left = showFaults(faults);
  element("save").hidden = !Object.keys(dossierOfForm()).length;
  for (const id of ["save-report", "save-calendar"]) element(id).disabled = !page;
  element("use-expires").hidden = !expires || element("valid_until").value === expires;
  if (expires) element("use-expires").textContent = say("use-expires", { day: dayText(expires) });
  showVerdict(page, left);
  showMap(indicators);
  element("sections").replaceChildren(...(page?.sections ?? []).map(sectionOf));
}

function showVerdict(page, left) {
  const verdict = element("verdict");
  verdict.className = `verdict ${page?.tone ?? ""}`;
  const words = page ? html(page.verdict) : made("div", {}, ...left.map((line) => made("p", { textContent: line })));
  // A screen reader says it when it changes.
  if (verdict.textContent !== words.textContent) verdict.replaceChildren(words);
  element("about").hidden = !page;
  element("about").textContent = page ? `${page.title} · ${page.about}` : "";
}

/** What the library wrote, in which every text is escaped. The sheet of the page has the style of its pictures. */
function html(written) {
  const template = made("template", { innerHTML: written });
  for (const style of template.content.querySelectorAll("style")) style.remove();
  for (const link of template.content.querySelectorAll("a[href]"))
    Object.assign(link, { target: "_blank", rel: "noreferrer" });
  return template.content;
}

function sectionOf({ title, html: written }, number) {
  const heading = made("h2", { id: `section-${number}`, textContent: title });
  const section = made("section", {}, heading, html(written));
  section.setAttribute("aria-labelledby", heading.id);
  return section;
}

function showMap(indicators) {
  element("map").hidden = !indicators;
  const now = new Map(
    (indicators?.criteria ?? []).flatMap(({ indicators: each }) => each.map((one) => [one.number, one])),
  );
  const changed = applied
    ? [...now.values()].filter(({ number, applies }) => applied.has(number) && applied.get(number) !== applies)
    : [];
  const words = grouped(changed);
  const changes = [...words].map(([word, those]) =>
    say("change-to", { word, numbers: those.map(({ number }) => number).join(", ") }),
  );
  element("change").textContent = changes.length ? say("change", { changes: changes.join(" · ") }) : "";
  element("see-count").textContent = [indicators?.count ?? say("nothing"), ...changes].join(" · ");
  element("count").textContent = indicators?.count ?? "";
  element("criteria").replaceChildren(
    ...(indicators?.criteria ?? []).map((each, index) => criterionOf(each, index, changed)),
  );
  applied = indicators ? new Map([...now].map(([number, { applies }]) => [number, applies])) : null;
}

function grouped(those) {
  const groups = new Map();
  for (const each of those) groups.set(each.word, [...(groups.get(each.word) ?? []), each]);
  return groups;
}

function criterionOf({ title, indicators }, index, changed) {
  const why = made("div", { className: "why", id: `why-${index}`, hidden: true });
  why.setAttribute("role", "status");
  const buttons = indicators.map((each) => {
    const { number, title: name, applies, word } = each;
    const button = made("button", { type: "button", className: applies, title: name, textContent: number });
    button.setAttribute("aria-label", say("named", { number, title: name, word }));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", why.id);
    button.classList.toggle("changed", changed.includes(each));
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      for (const other of buttons) other.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-expanded", String(!open));
      why.hidden = open;
      why.replaceChildren(made("strong", { textContent: say("named", { number, title: name, word }) }), each.why);
    });
    return button;
  });
  const list = made("ul", {}, ...buttons.map((button) => made("li", {}, button)));
  list.setAttribute("role", "list");
  return made("div", { className: "criterion" }, made("h3", { textContent: title }), list, why);
}

/** Show each fault beside its field; gives the lines that say what is missing, and what has to be corrected. */
function showFaults(faults) {
  for (const node of document.querySelectorAll(".fault")) node.remove();
  for (const field of fields) field.removeAttribute("aria-invalid");
  const missing = new Set();
  const wrong = new Set();
  for (const { path, message, missing: absent } of faults) {
    const name = path.replace(/^dossier\./, "");
    const field = fields.find((each) => each.dataset.path === name);
    if (absent && REQUIRED.some((each) => name.endsWith(each))) missing.add(labelOf(name));
    else if (field) {
      beside(field, message);
      wrong.add(labelOf(name));
    } else wrong.add(name ? say("fault", { name, message }) : message);
  }
  const lines = { faults: [...wrong].join(" · "), missing: [...missing].join(", ") };
  return Object.entries(lines).flatMap(([line, names]) => (names ? [say(line, { names })] : []));
}

function labelOf(path) {
  const field = fields.find((each) => each.dataset.path === path);
  const label = field ? document.querySelector(`label[for="${field.id}"]`).textContent : say("categories");
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function beside(field, message) {
  const note = made("p", { className: "fault", id: `${field.id}-fault`, textContent: message });
  field.setAttribute("aria-invalid", "true");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== note.id);
  field.setAttribute("aria-describedby", [...described, note.id].join(" "));
  field.after(note);
}

// --- Files

function notice(text, wrong = false) {
  element("notice").className = wrong ? "wrong" : "";
  element("notice").textContent = text;
}

const isEmpty = (value) =>
  value === null || value === undefined || (typeof value === "object" && Object.values(value).every(isEmpty));

function take(dossier, name) {
  opened = dossier;
  applied = null;
  fillForm(dossier);
  const kept = HIDDEN.filter((part) => !isEmpty(dossier[part])).map((part) => say(`part-${part}`));
  const said = name ? [say("opened", { name })] : [];
  if (kept.length) said.push(say("kept", { names: kept.join(", ") }));
  notice(said.join("\n"));
  return update();
}

async function open(file) {
  try {
    await take(await readDossier(await file.text(), file.name, { lang }), file.name);
  } catch (error) {
    notice(say("refused", { message: error.message }), true);
  }
}

function save(content, suffix, type) {
  const number = element("number")
    .value.trim()
    .replace(/[^\w.-]+/g, "-");
  const name = `qualiopi${number ? `-${number}` : ""}.${suffix}`;
  const address = URL.createObjectURL(new Blob([content], { type }));
  made("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  notice(say("saved", { name }));
}

const saves = {
  "save-report": async ({ dossier, ...options }) =>
    save(await report(dossier, { ...options, lang }), "html", "text/html"),
  "save-calendar": async ({ dossier, ...options }) =>
    save(await calendar(dossier, { ...options, lang }), "ics", "text/calendar"),
  "save-dossier": async ({ dossier }) => save(`${JSON.stringify(dossier, null, 2)}\n`, "json", "application/json"),
};

// --- What a person does

element("form").addEventListener("input", ({ target }) => {
  if (target.id === "nda") return; // until it is whole it would be refused
  if (target.name === "category" && opened.certificate) delete opened.certificate.categories;
  if (target.id === "surveillance") element("held-field").hidden = target.value !== "day";
  notice("");
  update();
});
element("nda").addEventListener("change", update);
element("form").addEventListener("submit", (event) => event.preventDefault());
element("use-expires").addEventListener("click", () => {
  element("valid_until").value = shown.expires;
  element("valid_until").focus();
  update();
});
element("open").addEventListener("change", ({ target }) => {
  if (target.files.length) open(target.files[0]);
  target.value = "";
});
element("example").addEventListener("click", async () => take(await (await fetch("example.json")).json()));
element("clear").addEventListener("click", () => {
  if (!Object.keys(dossierOfForm()).length || confirm(say("clear-confirm"))) take({});
});
for (const [id, written] of Object.entries(saves))
  element(id).addEventListener("click", () => written(request()).catch((error) => notice(error.message, true)));
element("language").addEventListener("click", () => {
  const [dossier, profile] = [dossierOfForm(), element("profile").value];
  lang = lang === "fr" ? "en" : "fr";
  history.replaceState(null, "", lang === "fr" ? location.pathname : "?lang=en");
  notice("");
  begin(dossier, profile);
});

// The bar at the foot of a phone leads to the result, and goes where the result is in sight.
let resultInSight = false;
function seeable() {
  element("see").hidden = resultInSight;
}
new IntersectionObserver(([entry]) => {
  resultInSight = entry.isIntersecting;
  seeable();
}).observe(element("result"));

function begin(dossier, profile) {
  speak();
  build();
  fillForm(dossier);
  element("profile").value = profile;
  return update();
}

element("on").value = new Date().toLocaleDateString("sv");
begin({}, form[lang].profiles[0]);
