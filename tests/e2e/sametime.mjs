// sametime -- does the time of an answer tell two addresses apart?
//
//	node sametime.mjs URL NAMES PAIRS
//
// PAIRS: lines "ROLE PATH PATH".  Each pair is asked ROUNDS times, both orders by
// chance, on a connection of its own, and with pauses: the pairs do not hold each
// other up.  Were the two alike, either would be the
// slower one in half of the rounds; a count that chance gives less than once in
// a million times is a fault.

import http from "node:http";
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";

const ROUNDS = process.env.MARAC_LONG === "1" ? 400 : 70;
const PAUSE = 120; // ms from one request of a pair to its next
const LIMIT = 5; // standard deviations; 4.9 is one in a million, two-sided

const [url, names, pairs] = process.argv.slice(2);
const cookies = Object.fromEntries([...readFileSync(names, "utf8").matchAll(/^cookie (\S+) (\S+)$/gm)]
	.map(([, role, value]) => [role, value]));

function ask(agent, role, path) {
	return new Promise((resolve, reject) => {
		const begun = process.hrtime.bigint();
		http.get(url + path, { agent, headers: { Cookie: `__Host-session=${cookies[role]}` } }, (answer) => {
			answer.resume();
			answer.on("end", () => resolve([answer.statusCode, process.hrtime.bigint() - begun]));
		}).on("error", reject);
	});
}

function median(list) {
	return Number([...list].sort((a, b) => (a < b ? -1 : 1))[list.length >> 1]) / 1e6;
}

async function compare(line) {
	const [role, ...paths] = line.split(" ");
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const took = [[], []];
	let slower = 0, rounds = 0;
	while (rounds < ROUNDS) {
		const first = randomInt(2);
		for (const which of [first, 1 - first]) {
			const pause = new Promise((resolve) => setTimeout(resolve, PAUSE));
			const [status, ns] = await ask(agent, role, paths[which]);
			await pause;
			if (status !== 404) throw new Error(`${line}: ${paths[which]} answers ${status}`);
			took[which].push(ns);
		}
		rounds++;
		if (took[0].at(-1) > took[1].at(-1)) slower++;
	}
	agent.destroy();
	const apart = (2 * slower - rounds) / Math.sqrt(rounds);
	const words = `${line}: medians ${took.map((t) => median(t).toFixed(2)).join(" and ")} ms, ` +
		`the first slower in ${slower} of ${rounds}`;
	if (process.env.MARAC_LONG === "1") console.log(words);
	if (Math.abs(apart) <= LIMIT) return true;
	console.error(`FAIL: ${words}`);
	return false;
}

const lines = readFileSync(pairs, "utf8").trim().split("\n");
const well = await Promise.all(lines.map(compare));
process.exit(well.every(Boolean) ? 0 : 1);
