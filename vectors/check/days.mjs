// Days as [year, month, day] behind a plain number of days since 1 January 1970; no Date with hours, hence no time zone.

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year, month) => (month === 2 && isLeap(year) ? 29 : MONTH_LENGTHS[month - 1]);

const parts = (iso) => iso.split("-").map(Number);
const iso = (year, month, day) =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** The day after or before: ISO days sort as texts, so that comparing them needs nothing else. */
export function step(day, by) {
  let [year, month, number] = parts(day);
  for (let left = Math.abs(by); left > 0; left -= 1) {
    number += Math.sign(by);
    if (number > lengthOf(year, month)) {
      [month, number] = [month + 1, 1];
      if (month === 13) [year, month] = [year + 1, 1];
    } else if (number === 0) {
      month -= 1;
      if (month === 0) [year, month] = [year - 1, 12];
      number = lengthOf(year, month);
    }
  }
  return iso(year, month, number);
}

const shifted = (day, months) => {
  const [year, month, number] = parts(day);
  const count = year * 12 + (month - 1) + months;
  return [Math.floor(count / 12), (count % 12) + 1, number];
};

/** The day with the same number so many months later (or earlier); the last of the month where there is none. */
export function monthsFrom(day, months) {
  const [year, month, number] = shifted(day, months);
  return iso(year, month, Math.min(number, lengthOf(year, month)));
}

/** The last day of a period that counts its first day. */
export function lastDay(first, months) {
  const [year, month, number] = shifted(first, months);
  if (number > lengthOf(year, month)) return iso(year, month, lengthOf(year, month));
  return step(iso(year, month, number), -1);
}

/** Every first day of a period that ends on a day: tried one by one, so that nothing has to be inverted. */
export function firstDays(end, months) {
  const middle = monthsFrom(end, -months);
  const near = Array.from({ length: 11 }, (_, place) => step(middle, place - 5));
  return near.filter((first) => lastDay(first, months) === end);
}

/** How many days lie between two days. */
export function distance(one, other) {
  return Math.abs(daysBetween(one, other));
}

/** How many days lead from a day to another, negative when it is earlier. */
export function daysBetween(one, other) {
  const since = (day) => {
    const [year, month, number] = parts(day);
    let count = number;
    for (let each = 1; each < year; each += 1) count += isLeap(each) ? 366 : 365;
    for (let each = 1; each < month; each += 1) count += lengthOf(year, each);
    return count;
  };
  return since(other) - since(one);
}

/** The first day of each run of one value, from a day to another. */
export function runsOf(from, to, valueOf) {
  const runs = [];
  for (let day = from; day <= to; day = step(day, 1)) {
    const value = valueOf(day);
    if (runs.length === 0 || runs.at(-1)[1] !== value) runs.push([day, value]);
  }
  return runs;
}
