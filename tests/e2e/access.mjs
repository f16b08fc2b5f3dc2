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

import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { ask as request, fault, finish, look as guarded, table } from "./matrix.mjs";

const [phase, url] = process.argv.slice(2);
const names = {};
const cookies = {};
const setups = {}; // of those who set up their account
for (const line of readFileSync(0, "utf8").split("\n")) {
	const role = line.match(/^(cookie|setup) (\S+) (\S+)$/);
	const name = line.match(/^([A-Za-z_0-9]+)='?([^']*)'?$/);
	if (role) (role[1] === "setup" ? setups : cookies)[role[2]] = role[3];
	else if (name) names[name[1]] = name[2];
}
const { roles, rows, routes } = table("matrix", "site", names);

// -- asking -----------------------------------------------------------------

function ask(role, method, path, { form, ...headers } = {}) {
	// each from an address of their own, as the proxy says
	const all = { "X-Forwarded-For": `192.0.2.${1 + Object.keys(roles).indexOf(role)}`, ...headers };
	const sent = [];
	if (cookies[role]) sent.push(`__Host-session=${cookies[role]}`);
	if (setups[role]) sent.push(`__Host-setup=${setups[role]}`);
	if (sent.length > 0) all.Cookie = sent.join("; ");
	if (form !== undefined) all["Sec-Fetch-Site"] = "same-origin";
	return request(url, method, path, all, form);
}

// the form token that the page of ours would hold
function token(role) {
	return createHash("sha256").update("marac form token\0").update(cookies[role] ?? "").digest("hex");
}

let ticket = 0;
function once() {
	return (++ticket).toString(16).padStart(32, "0");
}

const special = [
	["content-security-policy", /^default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; form-action 'self' https:\/\/[a-z.]+; base-uri 'none'; frame-ancestors 'none'$/],
	["strict-transport-security", /^max-age=\d{8}; includeSubDomains$/],
];
const look = (cell, role, got) => guarded(cell, got, special, roles[role].words);

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
	const n = Object.keys(roles).indexOf(role);
	return `2222-3333-4444-55${digits[n % digits.length]}${digits[Math.floor(n / digits.length)]}`;
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
		if (typed !== null && roles[role].words.some((word) => new RegExp(word).test(typed))) {
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
		const got = await ask(role, "GET", row.path, { Range: `bytes=${from}-${to}` });
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

// The page by another spelling, and on conditions: no other answer than to whoever
// asks plainly.  An address that is nearly one is none.
async function otherwise(cell, role, row, want, plain) {
	const [path, query] = row.path.split("?");
	const behind = query === undefined ? "" : `?${query}`;
	const last = path === "/" ? "" : `%${path.charCodeAt(path.length - 1).toString(16)}`;
	const got = await ask(role, "GET", `/${path.slice(1, -1)}${last}${behind}`, {
		"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
		"If-Range": '"x"', "If-Match": "*",
	});
	look(`${cell}, otherwise`, role, got);
	if (want === "none" ? !alike(got, await none(role, "GET", {})) : got.status !== plain.status)
		fault(`${cell}, by %XX and on conditions: ${got.status} instead of ${want}`);
	if (row.page.endsWith("*")) return; // there any rest is a token
	for (const address of [`${path}/${behind}`, `${path.replace(/[^/]*$/, "%2e/$&")}${behind}`]) {
		const near = await ask(role, "GET", address);
		look(`GET ${address} as ${role}`, role, near);
		if (!alike(near, await none(role, "GET", {}))) fault(`GET ${address} as ${role}: ${near.status}`);
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
	if (row.first) await otherwise(cell, role, row, want, got);
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
finish();
