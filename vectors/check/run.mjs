// Run every vector of the covered rules: counts for each rule, every disagreement, exit 1 on any.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { NotInForce, chain, cycle, ending, printed, stages, status, years } from "./cycle.mjs";
import { firstDays, lastDay, monthsFrom } from "./days.mjs";
import { allAnswers, applicability } from "./applicability.mjs";
import { count, nonconformity, states } from "./nonconformities.mjs";
import { Refused, draw, sample, samples } from "./sites.mjs";
import { retention } from "./retention.mjs";

/** The groups of each file that this implementation covers, and what computes them. */
const COVERED = {
  months: {
    add: ({ day, months }) => ({ day: monthsFrom(day, months) }),
    "last-day": ({ day, months }) => ({ day: lastDay(day, months) }),
    "first-days": ({ day, months }) => ({ days: firstDays(day, months) }),
  },
  cycle: { days: cycle, years, ending: ({ ends }) => ({ cycles: ending(ends) }), chain },
  status: { stages: status, runs: stages },
  printed: { days: printed, grid: printed, "cycle-number": printed },
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
  let [ran, failed] = [0, 0];
  for (const group of file.groups) {
    const compute = groups[group.name];
    if (compute === undefined) {
      console.log(`${rule}: group ${group.name} is not covered`);
      continue;
    }
    for (const vector of group.vectors) {
      const got = outcome(compute, vector.input);
      ran += 1;
      if (!isDeepStrictEqual(got, vector.expected)) {
        failed += 1;
        console.log(`${rule} ${vector.id}\n  input    ${JSON.stringify(vector.input)}`);
        console.log(`  expected ${JSON.stringify(vector.expected)}\n  got      ${JSON.stringify(got)}`);
      }
    }
  }
  console.log(`${rule}: ${ran} vectors, ${failed} disagreement${failed === 1 ? "" : "s"}`);
  wrong += failed;
}
process.exit(wrong === 0 ? 0 : 1);
