// access -- asks every cell of an access matrix, for access-matrix.sh.
//
//	node access.mjs refused|granted URL
//
// The matrix is $DATA/access/matrix.txt.  Standard input holds what it calls by
// name: NAME=VALUE lines, and "cookie ROLE VALUE".  $T/plain holds the audio in
// clear; $T/routes every route of the program, as routelist prints them.
//
// "refused" asks for everything and changes nothing that anybody may do: a POST
// that would do something comes without its form token.  "granted" does what is
// then left.  Every answer, whatever it is, must have every header of the site.

import http from "node:http";
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";

const [phase, url] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const names = {};
const cookies = {};
for (const line of readFileSync(0, "utf8").split("\n")) {
	const role = line.match(/^cookie (\S+) (\S+)$/);
	const name = line.match(/^([A-Za-z_0-9]+)='?([^']*)'?$/);
	if (role) cookies[role[1]] = role[2];
	else if (name) names[name[1]] = name[2];
}

let faults = 0;
function fault(words) {
	if (faults++ < 40) console.error(`FAIL: ${words}`);
}

// -- what the tables say ----------------------------------------------------

const roles = {};
const rows = [];
const routes = {};

function fill(text) {
	return text.replace(/\$([A-Za-z_0-9]+)/g, (all, name) => {
		if (name === "once" || name === "mine") return all;
		if (!(name in names)) throw new Error(`nothing is called ${all}`);
		return names[name];
	});
}

// "none chair,coord=page": an answer for each role
function expected(text, where) {
	const [first, ...others] = fill(text.trim()).split(/\s+/);
	const all = Object.fromEntries(Object.keys(roles).map((r) => [r, first]));
	for (const one of others) {
		const at = one.indexOf("=");
		for (const role of one.slice(0, at).split(",")) {
			if (!(role in roles)) fault(`${where}: who is ${role}?`);
			all[role] = one.slice(at + 1);
		}
	}
	return all;
}

function path(page, record) {
	const [numbers, query] = record.split("?");
	const parts = numbers.split("/");
	let out = page;
	if (page.endsWith("*")) out = page.slice(0, -1) + numbers;
	else for (const part of parts) out = out.replace("#", part);
	return out + (query === undefined ? "" : `?${query}`);
}

let page = "";
for (const line of readFileSync(`${process.env.DATA}/access/matrix.txt`, "utf8").split("\n")) {
	if (/^(#|$)/.test(line)) continue;
	const role = line.match(/^role (\S+) (\S+) ?(.*)$/);
	const row = line.match(/^ {2}(GET|POST)(?: (\S+))?(?: (\S+))? : (.*)$/);
	if (role) {
		roles[role[1]] = role[3].split(" ").filter((w) => w !== "");
	} else if (line.startsWith("/")) {
		page = line;
		routes[page] = new Set();
	} else if (row) {
		// where a page has no number, what stands there is its form
		const bare = row[1] === "POST" && !/[#*]/.test(page);
		const form = fill((bare ? row[2] : row[3]) ?? "");
		routes[page].add(row[1]);
		for (const record of (bare ? "" : row[2] ?? "").split(","))
			rows.push({
				method: row[1], page, form, path: path(page, fill(record)),
				want: expected(row[4], `${page} ${record}`),
			});
	} else {
		throw new Error(`cannot be read: ${line}`);
	}
}

// Complete: what the program routes is in the matrix, both methods of it, and
// nothing else is.
for (const line of readFileSync(`${process.env.T}/routes`, "utf8").trim().split("\n")) {
	const [set, page] = line.split(" ");
	if (set !== "site") continue;
	if (!(page in routes)) fault(`${page} is not in the matrix`);
	else for (const method of ["GET", "POST"])
		if (!routes[page].has(method)) fault(`${method} ${page} is not in the matrix`);
	if (page in routes) routes[page].known = true;
}
for (const page in routes)
	if (!routes[page].known) fault(`${page} is in the matrix, and no page`);

// -- asking -----------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 96 });

function ask(role, method, path, { form, range } = {}) {
	const headers = { "Accept-Encoding": "identity" };
	const number = 1 + Object.keys(roles).indexOf(role);
	// each from an address of their own, as the proxy says
	headers["X-Forwarded-For"] = `192.0.2.${number}`;
	if (cookies[role]) headers.Cookie = `__Host-session=${cookies[role]}`;
	if (range) headers.Range = range;
	if (form !== undefined) {
		headers["Sec-Fetch-Site"] = "same-origin";
		headers["Content-Type"] = "application/x-www-form-urlencoded";
		headers["Content-Length"] = Buffer.byteLength(form);
	}
	return new Promise((resolve, reject) => {
		const request = http.request({ agent, hostname, port, method, path, headers }, (answer) => {
			const pieces = [];
			answer.on("data", (piece) => pieces.push(piece));
			answer.on("error", reject);
			answer.on("end", () => {
				const body = Buffer.concat(pieces);
				const lines = [];
				for (let i = 0; i < answer.rawHeaders.length; i += 2)
					if (answer.rawHeaders[i] !== "Date")
						lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
				resolve({
					status: answer.statusCode, to: answer.headers.location ?? "",
					headers: answer.headers, head: lines.sort().join("\n"), body,
				});
			});
		});
		request.on("error", reject);
		request.end(form);
	});
}

// the form token that the page of ours would hold
function token(role) {
	return createHash("sha256").update("marac form token\0").update(cookies[role] ?? "").digest("hex");
}

let ticket = 0;
function once() {
	return (++ticket).toString(16).padStart(32, "0");
}

const must = [
	["content-security-policy", /^default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; form-action 'self' https:\/\/[a-z.]+; base-uri 'none'; frame-ancestors 'none'$/],
	["cache-control", /^no-store$/],
	["referrer-policy", /^no-referrer$/],
	["x-content-type-options", /^nosniff$/],
	["x-robots-tag", /^noindex, nofollow, noarchive$/],
	["x-frame-options", /^DENY$/],
	["cross-origin-opener-policy", /^same-origin$/],
	["cross-origin-resource-policy", /^same-origin$/],
	["strict-transport-security", /^max-age=\d{8}; includeSubDomains$/],
	["permissions-policy", /^camera=\(\), microphone=\(\)/],
];

// What every answer must have, and what must never be in it.
function look(cell, role, got) {
	for (const [name, value] of must)
		if (!value.test(got.headers[name] ?? "")) fault(`${cell}: ${name} is '${got.headers[name]}'`);
	for (const name of ["server", "x-powered-by", "etag", "last-modified"])
		if (name in got.headers) fault(`${cell}: there is a ${name}`);
	if (!/^text\//.test(got.headers["content-type"] ?? "")) return;
	const text = got.body.toString();
	for (const word of roles[role])
		if (new RegExp(word).test(text)) fault(`${cell}: shows '${word}'`);
	if (/<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc="\/assets\/)/.test(text))
		fault(`${cell}: something inline`);
}

function alike(a, b, body = true) {
	return a.status === b.status && a.head === b.head && (!body || a.body.equals(b.body));
}

const nothing = {}; // by role and method
const wrongs = {};  // by page

async function none(role, method, options) {
	nothing[`${role} ${method}`] ??= ask(role, method, "/no-such-page", options);
	const got = await nothing[`${role} ${method}`];
	if (got.status !== 404) fault(`no such page answers ${role} with ${got.status}`);
	return got;
}

// What each tries that never was is its own, so that nobody uses up the tries
// of somebody else: a code for a letter, as good as a link.
function mine(role) {
	const digits = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
	return `2222-3333-4444-55${digits[Object.keys(roles).indexOf(role)]}2`;
}
const whose = (text, role) => text.replaceAll("$mine", mine(role)).replace("$once", once);

// -- one cell ---------------------------------------------------------------

async function check(cell, role, row, want, got, method) {
	const [kind, ...more] = want.split(":");
	const rest = more.join(":");
	const is = (status) => {
		if (got.status !== status) fault(`${cell}: ${got.status} instead of ${want}`);
	};
	const to = (where) => {
		is(303);
		if (!got.to.startsWith(where)) fault(`${cell}: leads to ${got.to} instead of ${where}`);
	};

	// A form that is not taken comes back with what was typed into it.
	const typed = phase === "granted" && kind === "bad" ? /NS-\d+-\d+/.exec(row.form)?.[0] ?? null : null;
	look(cell, role, typed === null ? got
		: { ...got, body: Buffer.from(got.body.toString().replaceAll(typed, "")) });
	if (kind === "none") {
		const plain = await none(role, method, method === "POST" ? { form: row.form } : {});
		if (!alike(got, plain)) fault(`${cell}: ${got.status}, and not as no page answers`);
	} else if (kind === "in") {
		is(303);
		if (got.to !== "/sign-in") fault(`${cell}: leads to ${got.to}`);
	} else if (kind === "page") {
		is(200);
	} else if (kind === "audio") {
		is(200);
		if (method === "GET" && !got.body.equals(sound(rest))) fault(`${cell}: other bytes`);
	} else if (kind === "no") {
		is(405);
	} else if (kind === "to" || (kind === "does" && phase === "granted")) {
		to(rest);
	} else if ((kind === "gives" || kind === "bad") && phase === "granted") {
		is(kind === "gives" ? 200 : 400);
		if (typed !== null && roles[role].some((word) => new RegExp(word).test(typed))) {
			// and, to whom it must not show, as for a case that never was
			const form = `${whose(row.form, role).replace(typed, "NS-2026-9999")}&form=${token(role)}`;
			const never = await ask(role, "POST", whose(row.path, role), { form });
			const bare = (answer, ref) => answer.body.toString().replaceAll(ref, "REF")
				.replace(/value="[0-9a-f]{32}"/g, "ONCE");
			if (never.status !== got.status || bare(never, "NS-2026-9999") !== bare(got, typed))
				fault(`${cell}: answers otherwise than for a case that never was`);
		}
	} else if (kind === "does" || kind === "gives" || kind === "bad") {
		is(403);
	} else if (kind === "ends") {
		to(rest);
	} else if (kind === "wrong") {
		is(403);
		const text = got.body.toString();
		const plain = { ...got, head: got.head.replace(/\d+$/, "N"), body: Buffer.from(text.replaceAll(mine(role), "MINE")) };
		if (!alike(plain, (wrongs[row.page] ??= plain))) fault(`${cell}: answers otherwise than the first`);
	} else {
		throw new Error(`what is '${want}'?`);
	}
}

const sounds = {};
function sound(n) {
	return (sounds[n] ??= readFileSync(`${process.env.T}/plain/${n}.opus`));
}

// Parts of a sound, or nothing at all.
async function ranges(cell, role, row, want) {
	const bytes = want.startsWith("audio:") ? sound(want.slice(6)) : null;
	const size = bytes ? bytes.length : 200000;
	for (const [from, to] of [[0, 0], [65530, 65545], [size - 3, size - 1]]) {
		const got = await ask(role, "GET", row.path, { range: `bytes=${from}-${to}` });
		look(cell, role, got);
		if (want.startsWith("to:")) {
			if (got.status !== 303 || !got.to.startsWith(want.slice(3)))
				fault(`${cell}: a Range is answered with ${got.status}`);
			break;
		}
		if (bytes === null) {
			if (!alike(got, await none(role, "GET", {}))) fault(`${cell}: a Range is answered with ${got.status}`);
			break;
		}
		if (got.status !== 206 || !got.body.equals(bytes.subarray(from, to + 1)))
			fault(`${cell}: bytes ${from} to ${to} are ${got.status}, or others`);
	}
}

async function refused(role, row) {
	const want = row.want[role];
	const cell = `${row.method} ${row.path} as ${role}`;

	if (row.method === "POST") {
		if (want.startsWith("ends:")) return;
		const given = /^(does:|gives|bad)/.test(want) ? "0".repeat(64) : token(role);
		const form = `${whose(row.form, role)}&form=${given}`;
		await check(cell, role, row, want, await ask(role, "POST", whose(row.path, role), { form }), "POST");
		return;
	}
	const got = await ask(role, "GET", row.path);
	await check(cell, role, row, want, got, "GET");
	const head = await ask(role, "HEAD", row.path);
	await check(`HEAD${cell.slice(3)}`, role, row, want, head, "HEAD");
	if (head.status !== got.status || head.body.length !== 0) fault(`${cell}: HEAD answers ${head.status}`);
	if (/document\.(opus|mp3)$/.test(row.page) && want !== "no") await ranges(cell, role, row, want);
}

async function granted(role, row) {
	const want = row.want[role];
	const cell = `${row.method} ${row.path} as ${role}, with its token`;

	if (!/^(does:|ends:|gives|bad)/.test(want)) return;
	const form = `${whose(row.form, role)}&form=${token(role)}`;
	await check(cell, role, row, want, await ask(role, "POST", row.path, { form }), "POST");
}

// Whoever comes with another method than the two gets no further.
async function others() {
	for (const page in routes)
		for (const role of ["nobody", "chair", "olive"])
			for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
				const got = await ask(role, method, page.replaceAll("#", "1").replace("*", "x"));
				look(`${method} ${page} as ${role}`, role, got);
				if (got.status !== 405 && got.status !== 404)
					fault(`${method} ${page} as ${role}: ${got.status}`);
			}
}

const cells = rows.flatMap((row) => Object.keys(roles).map((role) => [role, row]));
if (phase === "refused") {
	// What takes the crew's time does not queue for longer than its queue is.
	const slow = ([, row]) => row.method === "POST" &&
		(/^\/setup/.test(row.page) || Object.values(row.want).includes("wrong"));
	await Promise.all([
		Promise.all(cells.filter((cell) => !slow(cell)).map((cell) => refused(...cell))),
		cells.filter(slow).reduce((before, cell, i, all) => (i % 16 ? before : before.then(
			() => Promise.all(all.slice(i, i + 16).map((one) => refused(...one))))), Promise.resolve()),
	]);
	await others();
	console.log(`${cells.length} cells`);
} else {
	// What ends a session, or the copy itself, at last.
	const last = (row) => /stop$/.test(row.page) + 2 * /sign-out$/.test(row.page) + 3 * /exit$/.test(row.page);
	for (const [role, row] of cells.sort((a, b) => last(a[1]) - last(b[1])))
		await granted(role, row);
}
if (faults > 0) console.error(`${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
