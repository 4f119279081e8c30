// How many sites, in whole numbers, and a draw that anybody can make again.
import { createHash } from "node:crypto";
import { facts } from "./facts.mjs";

const { sites: law } = facts;

/** The whole part of a square root. */
function root(n) {
  let low = 0n;
  let high = n + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= n) low = middle;
    else high = middle;
  }
  return low;
}

/** The whole number nearest to (tenths / 10) of a square root: the largest k with k - 1/2 not above it. */
function nearest(n, tenths) {
  // k - 1/2 <= (t/10) sqrt(n)  <=>  (10k - 5)^2 <= t^2 n
  let k = (root(tenths * tenths * n) + 5n) / 10n;
  while ((10n * (k + 1n) - 5n) ** 2n <= tenths * tenths * n) k += 1n;
  return Number(k);
}

const known = (on, from) => on === null || on === undefined || on >= from;

export function sample({ n, kind, on = null }) {
  const none = { sampled: null, unaudited_least: 0 };
  if (law.root.includes(kind)) {
    return known(on, facts.first_day.day) ? { sampled: nearest(BigInt(n), 10n), unaudited_least: 0 } : none;
  }
  if (law.six_tenths_of_root.includes(kind) && known(on, law.surveillance_known_from)) {
    return { sampled: nearest(BigInt(n), 6n), unaudited_least: law.never_audited_at_least };
  }
  return none;
}

export function samples({ from, to, kind, on = null }) {
  const all = Array.from({ length: to - from + 1 }, (_, place) => sample({ n: from + place, kind, on }).sampled);
  return { sampled: all };
}

const rank = (seed, name) => createHash("sha256").update(`${seed}\n${name}`, "utf8").digest("hex");

export class Refused extends Error {
  constructor(faults) {
    super("refused");
    this.faults = faults;
  }
}

export function draw({ sites, kind, seed, on = null, also = {} }) {
  const names = sites.map(({ name }) => name);
  const again = names.flatMap((name, place) => (names.indexOf(name) < place ? [place] : []));
  if (again.length > 0) {
    throw new Refused(again.map((place) => ({ path: `sites[${place}].name`, expected: "without-repetition" })));
  }
  const { sampled, unaudited_least: least } = sample({ n: sites.length, kind, on });
  const inOrder = (names) => [...names].sort((one, other) => (rank(seed, one) < rank(seed, other) ? -1 : 1));
  const central = sites.filter((site) => site.central === true).map(({ name }) => name);
  const others = sites.filter((site) => site.central !== true);
  const wanted = Math.min(sampled ?? 0, others.length);
  const never = inOrder(others.filter((site) => site.audited === false).map(({ name }) => name)).slice(0, Math.min(least, wanted));
  const rest = inOrder(others.map(({ name }) => name).filter((name) => !never.includes(name)));
  const drawn = rest.slice(0, wanted - never.length);
  const added = Object.keys(also).filter((name) => ![...central, ...never, ...drawn].includes(name)).sort();
  const as = (reason) => (name) => ({ name, reason });
  const chosen = [
    ...central.map(as("central")),
    ...never.map(as("not-audited-before")),
    ...drawn.map(as("drawn")),
    ...added.map(as("added")),
  ];
  return { chosen, counted: chosen.length - central.length };
}
