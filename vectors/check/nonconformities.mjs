// The times of a non-conformity, and five minor ones.
import { monthsFrom, runsOf } from "./days.mjs";
import { facts } from "./facts.mjs";

const { known_from: KNOWN, major_months, check_months, minor_months, many, fewer_within_months } = facts.nonconformities;

const happened = (day, on) => (day !== undefined && day !== null && day <= on ? day : null);

export function nonconformity({ nonconformity: found, on }) {
  const lifted = happened(found.lifted, on);
  const verified = happened(found.verified, on);
  const implemented = happened(found.implemented, on);
  const audit = happened(found.next_audit, on);

  // Still there at the next audit: the minor one becomes major there.
  const requalified = found.grade === "minor" && audit !== null && !(lifted !== null && lifted <= audit);
  const grade = requalified ? "major" : found.grade;
  const runsFrom = requalified ? audit : found.notified;
  const known = runsFrom >= KNOWN;
  const correctBy = known ? monthsFrom(runsFrom, grade === "major" ? major_months : minor_months) : null;
  const checkBy = known && grade === "major" ? monthsFrom(correctBy, check_months) : null;

  // A correction that was checked and not accepted is none; what was in place before a requalification did not do.
  const accepted = implemented !== null && (verified === null || verified < implemented);
  const corrected = accepted && !(requalified && implemented < audit);
  const state = () => {
    if (lifted !== null) return "lifted";
    if (!known) return "time-not-known";
    if (corrected && implemented <= correctBy) return checkBy !== null && on > checkBy ? "check-late" : "to-check";
    return on > correctBy ? "not-corrected" : "to-correct";
  };
  return { grade, requalified, state: state(), correct_by: correctBy, check_by: checkBy };
}

/** The first day of each grade and state, over a stretch of days. */
export function states({ nonconformity: found, from, to }) {
  return {
    states: runsOf(from, to, (on) => {
      const { grade, state } = nonconformity({ nonconformity: found, on });
      return `${grade} ${state}`;
    }),
  };
}

export function count({ nonconformities, on }) {
  const open = nonconformities
    .filter((each) => each.notified <= on)
    .map((each) => ({ ...nonconformity({ nonconformity: each, on }), subject: each.indicator ?? null, notified: each.notified }))
    .filter((each) => each.state !== "lifted");
  const subjects = (grade) => new Set(open.filter((each) => each.grade === grade).map((each) => each.subject));
  const majors = subjects("major");
  const minors = [...subjects("minor")].filter((each) => !majors.has(each));
  const firstOf = (subject) =>
    open.filter((each) => each.subject === subject && each.grade === "minor").map((each) => each.notified).sort()[0];
  const days = minors.map(firstOf).sort();
  const enough = days.length >= many;
  const fifth = enough ? days[many - 1] : null;
  // The number is judged when a decision is taken; on a day before it is known, even few may have been enough.
  const settled = on >= KNOWN || minors.length === 0;
  const sorted = (numbers) => [...numbers].sort((one, other) => (one ?? 0) - (other ?? 0));
  return {
    majors: sorted(majors),
    minors: sorted(minors),
    enough_minors: settled ? enough : null,
    reduce_by: enough && settled && fifth >= KNOWN ? monthsFrom(fifth, fewer_within_months) : null,
  };
}
