// What may be kept after a bilan, and until when.
import { monthsFrom } from "./days.mjs";
import { facts } from "./facts.mjs";
import { NotInForce } from "./cycle.mjs";

const any = (values) => (values.includes(true) ? true : values.includes(null) ? null : false);

/** The summary goes to the counsellor at the beneficiary's own request. */
function sentToCounsellor({ kind, disclosures = null }) {
  if (kind !== "synthesis") return false;
  if (disclosures === null) return null;
  return any(disclosures.map(({ to, agreed = null }) => (to === "cep" ? agreed : false)));
}

export function retention({ document, ended }) {
  const rule = facts.retention.months.filter((each) => each.from <= ended).at(-1);
  if (rule === undefined) throw new NotInForce();
  const sent = sentToCounsellor(document);
  const agreed = document.follow_up_agreement ?? null;
  const allowed = any([sent, agreed]);
  const reason = sent ? "sent-to-cep" : agreed ? "written-agreement" : allowed === null ? "not-provided" : "nothing-allows";
  return { allowed, reason, last_day: allowed ? monthsFrom(ended, rule.months) : null };
}
