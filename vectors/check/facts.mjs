import { readFileSync } from "node:fs";

export const facts = JSON.parse(readFileSync(new URL("facts.json", import.meta.url), "utf8"));
