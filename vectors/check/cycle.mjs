// The cycle of a certification, where it stands on a day, and the cycle behind printed days.
import { daysBetween, distance, firstDays, lastDay, monthsFrom, runsOf, step } from "./days.mjs";
import { facts } from "./facts.mjs";

const { cycle: law, first_day: { day: FIRST }, nonconformities: times } = facts;

const lawOf = (starts) => (starts < law.first_certified.before ? law.first_certified : law.usual);

export class NotInForce extends Error {}

const expiryOf = (starts) => lastDay(starts, lawOf(starts).months);

/** The first day of the last year: the day after a period of all the years but one. */
const lastYearOpens = (starts) => step(lastDay(starts, lawOf(starts).months - law.last_year.months), 1);

/** The last day on which an audit leaves the three months to correct and the month to check before the end. */
function latestRenewal(expires) {
  if (expires < times.known_from) return null;
  const settled = (audit) => monthsFrom(monthsFrom(audit, times.major_months), times.check_months);
  let audit = monthsFrom(expires, -(times.major_months + times.check_months));
  while (settled(step(audit, 1)) <= expires) audit = step(audit, 1);
  while (settled(audit) > expires) audit = step(audit, -1);
  return audit;
}

export function cycle({ starts }) {
  if (starts < FIRST) throw new NotInForce();
  const { surveillance_from: from, surveillance_to: to } = lawOf(starts);
  const expires = expiryOf(starts);
  return {
    surveillance: { opens: monthsFrom(starts, from), closes: monthsFrom(starts, to) },
    expires,
    renewal_year: { opens: lastYearOpens(starts), closes: expires },
    renewal: { opens: monthsFrom(expires, -law.advice.opens), closes: monthsFrom(expires, -law.advice.closes) },
    renewal_latest: latestRenewal(expires),
    next_starts: step(expires, 1),
  };
}

/** Every cycle whose last valid day is a day: of three years from 2021 on, of four before, none before the scheme. */
export function ending(day) {
  const tried = [law.usual.months, law.first_certified.months].flatMap((months) => firstDays(day, months));
  return [...new Set(tried)].filter((starts) => starts >= FIRST && expiryOf(starts) === day).sort();
}

export function status({ starts, on, surveillance_held: held }) {
  const { surveillance, expires, renewal } = cycle({ starts });
  // An audit that is to come was not held yet.
  const known = typeof held === "string" ? held <= on : held;
  const valid = starts <= on && on <= expires;
  const stage = () => {
    if (on < starts) return "not-started";
    if (on > expires) return "expired";
    if (known !== true && surveillance.opens <= on && on <= surveillance.closes) return "surveillance-open";
    if (known === false && on > surveillance.closes) return "surveillance-overdue";
    if (renewal.opens <= on && on <= renewal.closes) return "in-renewal-window";
    return "running";
  };
  return { stage: stage(), valid, surveillance_held: known };
}

/** Every day of a cycle that matters, in order; on one day, in the order in which they stand here. */
function milestones(starts) {
  const found = cycle({ starts });
  const days = [
    ["starts", starts, "legal"],
    ["surveillance-opens", found.surveillance.opens, "legal"],
    ["surveillance-closes", found.surveillance.closes, "legal"],
    ["renewal-year-opens", found.renewal_year.opens, "legal"],
    ["renewal-opens", found.renewal.opens, "recommended"],
    ["renewal-latest", found.renewal_latest, "recommended"],
    ["renewal-closes", found.renewal.closes, "recommended"],
    ["expires", found.expires, "legal"],
  ];
  return days.filter(([, day]) => day !== null).sort(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0));
}

export const timeline = ({ starts }) => ({ milestones: milestones(starts) });

/** What is still to be done on a day; a surveillance audit that is late stays. */
export function deadlines({ starts, on, surveillance_held }) {
  const { surveillance, renewal } = cycle({ starts });
  const { stage, surveillance_held: held } = status({ starts, on, surveillance_held });
  const opens = {
    ...(held === true ? {} : { "surveillance-closes": surveillance.opens }),
    "renewal-latest": renewal.opens,
    "renewal-closes": renewal.opens,
    expires: null,
  };
  const late = (code) => code === "surveillance-closes" && stage === "surveillance-overdue";
  return {
    deadlines: milestones(starts)
      .filter(([code, day]) => code in opens && (on <= day || late(code)))
      .map(([code, day, kind]) => ({ code, day, kind, opens: opens[code], days_left: daysBetween(on, day) })),
  };
}

/** The first day of each stage, from the day before the cycle to the day after it. */
export function stages({ starts, surveillance_held }) {
  const { expires } = cycle({ starts });
  return { stages: runsOf(step(starts, -1), step(expires, 1), (on) => status({ starts, on, surveillance_held }).stage) };
}

/** The two ends of surveillance and the last valid day of every cycle that starts in a year. */
export function years({ year }) {
  const found = { opens: [], closes: [], expires: [] };
  for (let starts = `${year}-01-01`; starts <= `${year}-12-31`; starts = step(starts, 1)) {
    const { surveillance, expires } = cycle({ starts });
    found.opens.push(surveillance.opens);
    found.closes.push(surveillance.closes);
    found.expires.push(expires);
  }
  return found;
}

/** A cycle and those that follow it. */
export function chain({ starts, cycles }) {
  const found = [];
  for (let each = starts; found.length < cycles; each = cycle({ starts: each }).next_starts) {
    found.push([each, cycle({ starts: each }).expires]);
  }
  return { cycles: found };
}

const LINKS = 60;

/** The place of a cycle in the row that a first one begins, or nothing when the row passes it by. */
function rankFrom(first, starts) {
  for (let [each, rank] = [first, 1]; each <= starts && rank < LINKS; [each, rank] = [step(expiryOf(each), 1), rank + 1]) {
    if (each === starts) return rank;
  }
  return null;
}

/** A day is in the last year of a cycle that the next one follows. */
const decidedEarly = (day, starts) =>
  ending(step(starts, -1)).some((before) => lastYearOpens(before) <= day && day < starts);

/** Whether an end is a day, a month or a year off another; at month ends one way may not lead back. */
const miscopied = (day) => [step(day, 1), step(day, -1), ...[1, -1, 12, -12].map((months) => monthsFrom(day, months))];

/** Whether so many cycles can have come before one that starts on a day. */
const hasBefore = (starts, count) =>
  count === 0 || ending(step(starts, -1)).some((before) => hasBefore(before, count - 1));

export function printed({ start, end, first_issue: issue = null, cycle_number: number = null }) {
  const from = issue ?? start;
  const without = (outcome, suspected = null) => ({ outcome, readings: [], cycle: null, suspected });
  if (end < start) return without("ends-before-start");
  if (from > start) return without("first-issue-after-start");
  if (from < FIRST) return without("before-scheme");

  const regular = expiryOf(from);
  const suspected = miscopied(regular).includes(end) || miscopied(end).includes(regular) ? from : null;
  const cycles = ending(end);
  if (cycles.length === 0) return without("no-cycle-ends", suspected);

  const shapeOf = (starts) => {
    if (start === starts) return starts < law.first_certified.before ? "four-year" : "regular";
    if (start > starts) return "re-issued";
    return decidedEarly(start, starts) ? "renewed-early" : null;
  };
  let readings = cycles
    .map((starts) => ({ shape: shapeOf(starts), starts, rank: null, borneOut: false }))
    .filter(({ shape }) => shape !== null);
  if (readings.length === 0) return without("start-too-early", suspected);

  if (issue !== null) {
    // The first issue ever leads to the cycle, and shows it; that of an early renewal only does not contradict it.
    readings = readings.flatMap((reading) => {
      const rank = rankFrom(issue, reading.starts);
      if (rank !== null) return [{ ...reading, rank, borneOut: true }];
      return decidedEarly(issue, reading.starts) ? [{ ...reading, rank: 1 }] : [];
    });
    if (readings.length === 0) return without("first-issue-does-not-lead", suspected);
    if (readings.some(({ borneOut }) => borneOut)) readings = readings.filter(({ borneOut }) => borneOut);
  }
  const sure = readings.some(({ starts, borneOut }) => borneOut || starts === from);
  let doubt = sure ? null : suspected;
  if (number !== null) {
    readings = readings.filter(({ starts, rank }) => {
      if (rank !== null && rank !== 1 && rank !== number) return false;
      return number === 1 ? starts === issue : hasBefore(starts, number - 1);
    });
    if (readings.length === 0) return without("cycle-number-differs", doubt);
    doubt = null; // the number of the cycle settles it
  }
  readings.sort((one, other) => distance(one.starts, start) - distance(other.starts, start));
  const shown = readings.map(({ shape, starts, rank }) => ({ shape, starts, rank }));
  const outcome = doubt !== null ? "doubtful" : shown.length > 1 ? "several" : "one";
  return { outcome, readings: shown, cycle: outcome === "one" ? shown[0].starts : null, suspected: doubt };
}
