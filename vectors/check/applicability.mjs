// Which indicators apply: three answers, and bounds found by trying every answer that is still open.
import { facts } from "./facts.mjs";
import { NotInForce } from "./cycle.mjs";

const { annex, profiles } = facts;

const not = (value) => (value === null ? null : !value);
const every = (values) => (values.includes(false) ? false : values.includes(null) ? null : true);
const some = (values) => not(every(values.map(not)));

export function edition(on) {
  const found = annex.editions.filter((each) => each.from <= on).at(-1);
  if (found === undefined) throw new NotInForce();
  return found;
}

export const inColumn = (category, number) => [...annex.columns.everyone, ...annex.columns[category]].includes(number);

/** Whether an indicator applies to one category: true, false, or null while an answer would decide. */
function appliesTo(category, number, { answers, on, profile }) {
  if (!inColumn(category, number)) return false;
  const answer = (question) => answers[question] ?? null;
  const question = annex.own_condition[number];
  const byNature = (annex.met_by_nature[category] ?? []).includes(question);
  const condition = question === undefined || byNature ? true : answer(question);
  const removals = profiles[profile].filter(
    (each) => each.indicator === number && each.categories.includes(category) && each.from <= on,
  );
  const kept = removals.map((each) => {
    const given = answer(each.question);
    return given === null ? null : given !== each.answer;
  });
  return every([condition, ...kept]);
}

function counts({ categories, answers, on, profile }) {
  const numbers = Array.from({ length: edition(on).last }, (_, place) => place + 1);
  const applies = (number) => some(categories.map((each) => appliesTo(each, number, { answers, on, profile })));
  const grouped = { applicable: [], undetermined: [], not_applicable: [] };
  for (const number of numbers) {
    const found = applies(number);
    grouped[found === null ? "undetermined" : found ? "applicable" : "not_applicable"].push(number);
  }
  return grouped;
}

/** The questions that some indicator turns on; an answer to any other changes nothing. */
const turning = (profile) => [
  ...new Set([...Object.values(annex.own_condition), ...profiles[profile].map(({ question }) => question)]),
];

export function applicability({ categories, answers = {}, on, profile }) {
  const found = counts({ categories, answers, on, profile });
  const open = turning(profile).filter((question) => (answers[question] ?? null) === null);
  let [least, most] = [Infinity, 0];
  for (let mask = 0; mask < 2 ** open.length; mask += 1) {
    const filled = { ...answers };
    open.forEach((question, place) => { filled[question] = Boolean(mask & (1 << place)); });
    const { length } = counts({ categories, answers: filled, on, profile }).applicable;
    [least, most] = [Math.min(least, length), Math.max(most, length)];
  }
  return { edition: edition(on).name, ...found, bounds: [least, most] };
}

/** All answers to some questions, the last one varying fastest; each is no, not answered, yes. */
export function allAnswers({ questions, ...rest }) {
  const results = [];
  const seen = new Map();
  const index = [];
  for (let place = 0; place < 3 ** questions.length; place += 1) {
    const answers = {};
    let left = place;
    for (const question of [...questions].reverse()) {
      answers[question] = [false, null, true][left % 3];
      left = Math.floor(left / 3);
    }
    const { applicable, undetermined, bounds } = remembered({ ...rest, answers });
    const result = { applicable, undetermined, bounds };
    const key = JSON.stringify(result);
    if (!seen.has(key)) {
      seen.set(key, results.length);
      results.push(result);
    }
    index.push(seen.get(key).toString(36).padStart(2, "0"));
  }
  return { results, index: index.join("") };
}

// Only the answers that matter tell one case from another.
const memory = new Map();
function remembered(input) {
  const relevant = turning(input.profile).map((question) => input.answers[question] ?? null);
  const key = JSON.stringify([input.categories, input.on, input.profile, relevant]);
  if (!memory.has(key)) memory.set(key, applicability(input));
  return memory.get(key);
}
