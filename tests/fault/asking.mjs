// asking -- a page every so often, each over a connection of its own, as people
// come; and how long they waited.
//
//	node asking.mjs URL CA SECONDS MS
//
// Fails when one is not answered with 200, or one in a hundred waits longer than
// MS.

import https from "node:https";
import { readFileSync } from "node:fs";

const EVERY_MS = 50;
const [url, file, seconds, most] = process.argv.slice(2);
const ca = readFileSync(file);
const took = [];
let errors = 0;

function ask(path) {
	return new Promise((resolve) => {
		const begun = performance.now();
		const over = (well) => {
			took.push(performance.now() - begun);
			if (!well) errors++;
			resolve();
		};
		https.get(url + path, { ca, agent: false, timeout: 30000 }, (answer) => {
			answer.resume();
			answer.on("error", () => over(false));
			answer.on("end", () => over(answer.statusCode === 200));
		}).on("error", () => over(false));
	});
}

const asked = [];
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
	asked.push(ask(asked.length % 2 ? "/assets/style.css" : "/sign-in"));
	await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
await Promise.all(asked);
took.sort((a, b) => a - b);
const at = (share) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))]);
console.log(`${took.length} pages, ${errors} errors, half within ${at(0.5)} ms, p99 ${at(0.99)} ms`);
process.exit(errors > 0 || at(0.99) > Number(most) ? 1 : 0);
