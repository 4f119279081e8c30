// Run every vector of the covered rules: counts for each rule, every disagreement, exit 1 on any.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { NotInForce, chain, cycle, deadlines, ending, printed, stages, status, timeline, years } from "./cycle.mjs";
import { firstDays, lastDay, monthsFrom } from "./days.mjs";
import { allAnswers, applicability } from "./applicability.mjs";
import { count, nonconformity, states } from "./nonconformities.mjs";
import { Refused, draw, sample, samples } from "./sites.mjs";
import { comparison, referential } from "./referential.mjs";
import { retention } from "./retention.mjs";

/** The groups of each file that this implementation covers, and what computes them. */
const COVERED = {
  months: {
    add: ({ day, months }) => ({ day: monthsFrom(day, months) }),
    "last-day": ({ day, months }) => ({ day: lastDay(day, months) }),
    "first-days": ({ day, months }) => ({ days: firstDays(day, months) }),
  },
  cycle: { days: cycle, years, ending: ({ ends }) => ({ cycles: ending(ends) }), chain, timeline },
  status: { stages: status, runs: stages, deadlines },
  printed: { days: printed, grid: printed, "cycle-number": printed },
  referential: { editions: referential },
  comparison: { changes: comparison },
  applicability: { answers: applicability, all: allAnswers },
  nonconformities: { status: nonconformity, runs: states, count },
  sites: { numbers: samples, edges: sample, draw },
  retention: { documents: retention },
};


function outcome(compute, input) {
  try {
    return compute(input);
  } catch (problem) {
    if (problem instanceof NotInForce) return { error: "not-in-force" };
    if (problem instanceof Refused) return { error: "invalid-input", faults: problem.faults };
    throw problem;
  }
}

const only = process.argv.slice(2);
let wrong = 0;
for (const [rule, groups] of Object.entries(COVERED)) {
  if (only.length > 0 && !only.includes(rule)) continue;
  const file = JSON.parse(readFileSync(new URL(`../${rule}.json`, import.meta.url), "utf8"));
  const left = file.groups.filter(({ name }) => !(name in groups)).map(({ name }) => name);
  if (left.length > 0) console.log(`${rule}: not covered: ${left.join(", ")}`);
  let [ran, failed] = [0, 0];
  for (const { name, vectors } of file.groups.filter((group) => group.name in groups)) {
    for (const { id, input, expected } of vectors) {
      const got = outcome(groups[name], input);
      ran += 1;
      if (isDeepStrictEqual(got, expected)) continue;
      failed += 1;
      console.log(`${id}\n  input    ${JSON.stringify(input)}`);
      console.log(`  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`);
    }
  }
  console.log(`${rule}: ${ran} vectors, ${failed} disagreement${failed === 1 ? "" : "s"}`);
  wrong += failed;
}
process.exit(wrong === 0 ? 0 : 1);
