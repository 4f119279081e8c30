// The rules of Qualiopi in a browser: what is given to these functions is computed there, and nothing is sent.
//
//   import { load, review } from "./qualiopi_rules.js";
//
//   await load(); // starts Python; whoever calls another function first waits for it there
//   const reviewed = await review(dossier, { on: "2023-03-01", lang: "fr" });
//   reviewed.words.verdict; // "Valide jusqu’au 1er février 2026 ; …"
//   reviewed.deadlines[0].day; // "2024-12-02"
//
// A dossier, and what comes back, are plain objects: those of the JSON schemas of the library. A day is a text,
// "2023-03-01", and has to be given: no result depends on the clock. `lang` is "fr" or "en", `profile` the name of a
// certifier's profile. The files beside this one have to be served from the same origin as the page.

/** What the rules refuse: `faults` has the path, the code and the words of each fault. */
export class RulesError extends Error {
  constructor({ message, faults }) {
    super(message);
    this.name = "RulesError";
    this.faults = faults;
  }
}

const waiting = new Map();
let worker;
let calls = 0;

function started() {
  if (!worker) {
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "qualiopi_rules" });
    worker.addEventListener("message", ({ data: { id, result, error } }) => {
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new RulesError(error));
      else resolve(result);
    });
    // A worker that cannot even start answers no call; the next one tries again.
    worker.addEventListener("error", (event) => {
      worker = undefined;
      for (const { reject } of waiting.values()) reject(new Error(event.message || "worker.js cannot be loaded"));
      waiting.clear();
    });
  }
  return worker;
}

/** Call a function of the library by its name: those below, and any operation of its HTTP service. */
export function call(name, request = {}, lang = "fr") {
  return new Promise((resolve, reject) => {
    calls += 1;
    waiting.set(calls, { resolve, reject });
    started().postMessage({ id: calls, name, request, lang });
  });
}

/** Start Python and load the library; gives its version. */
export const load = () => call("load");

const onDossier =
  (name) =>
  (dossier, { lang, ...options }) =>
    call(name, { dossier, ...options }, lang);

/** Review a dossier on a day: `review(dossier, { on, lang, profile })`; `words` says it in the language. */
export const review = onDossier("review");

/** The report of the review: one HTML file, as a text. */
export const report = onDossier("report");

/** The deadlines of the review as a calendar: an iCalendar file, as a text. */
export const calendar = onDossier("calendar");

/** What the next audit looks at; null where the cycle is not known. */
export const plan = onDossier("plan");

/** Why the results are what they are, of one of them with `about`: the code of a finding or an indicator's number. */
export const explain = onDossier("explain");

/** Which indicators apply: `applicability({ categories, on, answers, situation, profile })`. */
export const applicability = (provider) => call("applicability", provider);

/** The days of a cycle: `cycle({ starts, on, surveillance_held, profile })`. */
export const cycle = (request) => call("cycle", request);

/** What one edition of the referential changes for some categories: `changes({ categories, before, after })`. */
export const changes = (request) => call("changes", request);

/** The dossier that is in a file, from its text and its name, which ends with `.json` or `.toml`. */
export const readDossier = (text, name, { lang } = {}) => call("read", { text, name }, lang);
