// matrix -- tables of who may have what at which page (tests/data/access), and
// what every answer must have and must not; for access.mjs and callers.mjs.

import http from "node:http";
import { readFileSync } from "node:fs";

let faults = 0;
export function fault(words) {
	if (faults++ < 40) console.error(`FAIL: ${words}`);
}

// The end of the program: 1 if there was a fault.
export function finish() {
	if (faults > 0) console.error(`${faults} faults`);
	process.exit(faults > 0 ? 1 : 0);
}

// Text with what NAMES has for each $NAME; $once and $mine stay.
export function fill(text, names) {
	return text.replace(/\$([A-Za-z_0-9]+)/g, (all, name) => {
		if (name === "once" || name === "mine") return all;
		if (!(name in names)) throw new Error(`nothing is called ${all}`);
		return names[name];
	});
}

// "none chair,coord=page": an answer for each role.  Those of ALWAYS have theirs,
// whatever is asked.
function expected(text, where, roles, always) {
	const [first, ...others] = text.trim().split(/\s+/);
	const all = Object.fromEntries(Object.keys(roles).map((r) => [r, first]));
	for (const one of others) {
		const at = one.indexOf("=");
		for (const role of one.slice(0, at).split(",")) {
			if (!(role in roles)) fault(`${where}: who is ${role}?`);
			all[role] = one.slice(at + 1);
		}
	}
	return { ...all, ...always };
}

function path(page, record) {
	const [numbers, query] = record.split("?");
	const parts = numbers.split("/");
	let out = page;
	if (page.endsWith("*")) out = page.slice(0, -1) + numbers;
	else for (const part of parts) out = out.replace("#", part);
	return out + (query === undefined ? "" : `?${query}`);
}

// Complete: what the program routes in SET is in the table, both methods of it,
// and nothing else is.
function complete(set, routes) {
	const known = new Set();
	for (const line of readFileSync(`${process.env.T}/routes`, "utf8").trim().split("\n")) {
		const [of, page] = line.split(" ");
		if (of !== set) continue;
		known.add(page);
		for (const method of ["GET", "POST"])
			if (!routes[page]?.has(method)) fault(`${method} ${page} is not in the matrix`);
	}
	if (known.size === 0) throw new Error(`no routes of ${set}`);
	for (const page in routes)
		if (!known.has(page)) fault(`${page} is in the matrix, and no page`);
}

// The table NAME of SET's routes: roles by name {how, words}, rows, and of each
// route its methods.  A row is FIRST when it is the first GET of its page.
export function table(name, set, names = {}) {
	const roles = {}, rows = [], routes = {}, always = {};
	let page = "";
	for (const line of readFileSync(`${process.env.DATA}/access/${name}.txt`, "utf8").split("\n")) {
		if (/^(#|$)/.test(line)) continue;
		const role = line.match(/^role (\S+) (\S+) ?(.*)$/);
		const whatever = line.match(/^whatever (\S+)=(\S+)$/);
		const row = line.match(/^ {2}(GET|POST)(?: (\S+))?(?: (\S+))? : (.*)$/);
		if (role) {
			roles[role[1]] = { how: role[2], words: role[3].split(" ").filter((w) => w !== "") };
		} else if (whatever) {
			for (const one of whatever[1].split(",")) always[one] = whatever[2];
		} else if (line.startsWith("/")) {
			page = line;
			routes[page] = new Set();
		} else if (row) {
			// where a page has no number, what stands there is its form
			const bare = row[1] === "POST" && !/[#*]/.test(page);
			const form = fill((bare ? row[2] : row[3]) ?? "", names);
			for (const record of (bare ? "" : row[2] ?? "").split(",")) {
				rows.push({
					method: row[1], page, form, path: path(page, fill(record, names)),
					want: expected(fill(row[4], names), `${page} ${record}`, roles, always),
					first: row[1] === "GET" && !routes[page].has("GET"),
				});
				routes[page].add(row[1]);
			}
		} else {
			throw new Error(`cannot be read: ${line}`);
		}
	}
	complete(set, routes);
	return { roles, rows, routes };
}

// -- asking -----------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 96 });

// One answer.  FORM makes it a form's; a stream, which does not end, is left
// after its first words.  A connection that the server closed, because it was
// idle, at the moment that it was used again is no answer: asked anew.
export function ask(url, method, path, headers, form) {
	const { hostname, port } = new URL(url);
	const all = { "Accept-Encoding": "identity", ...headers };
	if (form !== undefined) {
		all["Content-Type"] = "application/x-www-form-urlencoded";
		all["Content-Length"] = Buffer.byteLength(form);
	}
	return new Promise((resolve, reject) => {
		const request = http.request({ agent, hostname, port, method, path, headers: all }, (answer) => {
			const pieces = [];
			const over = () => {
				const lines = [];
				for (let i = 0; i < answer.rawHeaders.length; i += 2)
					if (answer.rawHeaders[i] !== "Date")
						lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
				resolve({
					status: answer.statusCode, to: answer.headers.location ?? "",
					headers: answer.headers, head: lines.sort().join("\n"), body: Buffer.concat(pieces),
				});
			};
			answer.on("data", (piece) => {
				pieces.push(piece);
				if (answer.headers["content-type"] !== "text/event-stream") return;
				over();
				request.destroy();
			});
			answer.on("error", reject);
			answer.on("end", over);
		});
		request.on("error", (error) => {
			if (request.reusedSocket && error.code === "ECONNRESET")
				resolve(ask(url, method, path, headers, form));
			else reject(error);
		});
		request.end(form);
	});
}

// -- what every answer must have, and what must never be in it ----------------

export const must = [
	["cache-control", /^no-store$/],
	["referrer-policy", /^no-referrer$/],
	["x-content-type-options", /^nosniff$/],
	["x-robots-tag", /^noindex, nofollow, noarchive$/],
	["x-frame-options", /^DENY$/],
	["cross-origin-opener-policy", /^same-origin$/],
	["cross-origin-resource-policy", /^same-origin$/],
	["permissions-policy", /^camera=\(\), microphone=\(\)/],
];

export function look(cell, got, special, words) {
	for (const [name, value] of [...must, ...special])
		if (!value.test(got.headers[name] ?? "")) fault(`${cell}: ${name} is '${got.headers[name]}'`);
	for (const name of ["server", "x-powered-by", "etag", "last-modified"])
		if (name in got.headers) fault(`${cell}: there is a ${name}`);
	if (!/^text\//.test(got.headers["content-type"] ?? "")) return;
	const text = got.body.toString();
	for (const word of words)
		if (new RegExp(word).test(text)) fault(`${cell}: shows '${word}'`);
	if (/<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc="\/assets\/)/.test(text))
		fault(`${cell}: something inline`);
}
