// Answers questions about time by the console's own arithmetic: one JSON document in, one out.
// node arithmetic_cases.mjs FOLDER, where arithmetic.js lies as the gateway serves it.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { VALIDATORS, validator, judge, chance, stamp } = await import(pathToFileURL(`${process.argv[2]}/arithmetic.mjs`));
const { validators, judged, chances, stamps } = JSON.parse(readFileSync(0, 'utf8'));
VALIDATORS.push(...validators);
process.stdout.write(JSON.stringify({
  judged: judged.map(({ validator: name, tolerance, token, now }) => {
    const said = judge(validator(name), tolerance, token, now);
    return [said.ok ? 'accepted' : 'refused', said.reason ?? null, said.ok ? null : said.ahead ?? null, said.ago ?? null, said.heals ?? null];
  }),
  chances: chances.map(({ settings, delay, step }) => chance(settings, delay, step)),
  stamps: stamps.map(({ reading, settings }) => stamp(reading, settings)),
}));
