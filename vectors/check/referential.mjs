// The edition and the guide of a day, and what the decree of 2026 changed.
import { edition, inColumn } from "./applicability.mjs";
import { monthsFrom } from "./days.mjs";
import { facts } from "./facts.mjs";
import { Refused } from "./sites.mjs";

const { amendment, annex, guides } = facts;

const CATEGORIES = ["AF", "BC", "VAE", "CFA"];

const numbersOf = (category, { last }) =>
  Array.from({ length: last }, (_, place) => place + 1).filter((number) => inColumn(category, number));

export function referential({ on }) {
  const found = edition(on);
  const versions = guides.versions.map((each) => ({ ...each, required: monthsFrom(each.printed, each.months) }));
  const required = versions.filter((each) => each.required <= on).at(-1) ?? null;
  const allowed = versions.filter((each) => each === required || (each.printed <= on && on < each.required));
  return {
    edition: found.name,
    indicators: found.last,
    ...Object.fromEntries(CATEGORIES.map((category) => [category, numbersOf(category, found)])),
    guide_required: required?.name ?? null,
    guides_allowed: allowed.map(({ name }) => name),
  };
}

export function comparison({ before, after, categories }) {
  const [one, other] = [before, after].map((name) => annex.editions.find((each) => each.name === name));
  if (other.from <= one.from) throw new Refused([{ path: "after", expected: "later-edition" }]);
  const concerned = [...new Set(categories.flatMap((category) => numbersOf(category, other)))].sort((a, b) => a - b);
  const changed = (kind) => concerned.filter((number) => amendment[kind].includes(number));
  return { form: changed("form"), substance: changed("substance"), new: changed("new") };
}
