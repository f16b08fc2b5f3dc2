// callers -- asks every cell of the console's table ($DATA/access/console.txt),
// for console-matrix.sh.
//
//	node callers.mjs refused|granted URL
//
// "refused" asks for all that does nothing; "granted" does the rest.  $T/routes
// holds every route of the program, as routelist prints them.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ask as request, fault, finish, look as guarded, table } from "./matrix.mjs";

const [phase, url] = process.argv.slice(2);
const { roles, rows, routes } = table("console", "console");
const token = (cookie) => createHash("sha256").update("marac form token\0").update(cookie).digest("hex");

const first = await request(url, "GET", "/", {});
const cookie = first.headers["set-cookie"][0].match(/^__Host-console=([0-9a-f]{64}); /)[1];
const key = first.body.toString().match(/name="key" value="([0-9a-f]{32})"/)[1];
if (!first.body.toString().includes(token(cookie))) throw new Error("the page's form has another token");

// The events have 32 places, and one that was left is free only once the next
// event could not be sent to it.
async function ask(...what) {
	for (let tries = 0; ; tries++) {
		const got = await once(...what);
		if (got.status !== 503 || tries === 200) return got;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

let forms = 0;
function once(role, method, path, form, more = {}) {
	const headers = { ...more };
	let given = "";
	for (const what of roles[role].how.split(",")) {
		const at = what.indexOf("=");
		if (what === "cookie") headers.Cookie = `__Host-console=${cookie}`;
		else if (what === "origin") headers.Origin = url;
		else if (what === "form") given = token(cookie);
		else if (what === "strange") given = token("0".repeat(64));
		else if (at > 0) headers[what.slice(0, at)] = what.slice(at + 1).replace("$port", new URL(url).port);
	}
	if (form === undefined) return request(url, method, path, headers);
	// a key of its own, or it would be done once only
	const own = (++forms).toString(16).padStart(8, "0") + key.slice(8);
	return request(url, method, path, headers, `${form}&form=${given}&key=${own}`);
}

const special = [
	["content-security-policy", /^default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/],
	["strict-transport-security", /^$/], // reply.c says why
];
const stati = { none: 404, page: 200, no: 405, refused: 403, lost: 421, does: 303 };

function check(cell, role, want, got) {
	const [kind, ...more] = want.split(":");
	guarded(cell, got, special, roles[role].words);
	for (const name in got.headers)
		if (/^access-control-/.test(name)) fault(`${cell}: there is a ${name}`);
	if (got.status !== stati[kind]) fault(`${cell}: ${got.status} instead of ${want}`);
	if (kind === "does" && !got.to.startsWith(more.join(":"))) fault(`${cell}: leads to ${got.to}`);
}

const does = (row, role) => row.method === "POST" && /^(does|none)/.test(row.want[role]);
if (phase === "granted") {
	for (const row of rows)
		for (const role in roles)
			if (does(row, role))
				check(`POST ${row.path} as ${role}`, role, row.want[role], await ask(role, "POST", row.path, row.form));
	finish();
}

let cells = 0;
for (const row of rows)
	for (const role in roles) {
		const want = row.want[role];
		if (does(row, role)) continue;
		const methods = row.method === "GET" ? ["GET", "HEAD"] : ["POST"];
		for (const method of methods) {
			const form = method === "POST" ? row.form : undefined;
			check(`${method} ${row.path} as ${role}`, role, want, await ask(role, method, row.path, form));
			cells++;
		}
		if (!row.first) continue;
		for (const more of [{ Range: "bytes=0-9" }, { "If-None-Match": "*" }])
			check(`GET ${row.path} as ${role} with ${Object.keys(more)}`, role, want,
				await ask(role, "GET", row.path, undefined, more));
		// no page, however near to one
		const lost = want === "lost" ? "lost" : "none";
		for (const path of [`/${row.path}`, ...row.page.endsWith("*") ? [] : [`${row.path}/`]])
			check(`GET ${path} as ${role}`, role, lost, await ask(role, "GET", path));
	}

// Another method than the two, and the pages of the other program.
const others = readFileSync(`${process.env.T}/routes`, "utf8").trim().split("\n").map((line) => line.split(" "))
	.filter(([set, page]) => set === "site" && !(page in routes)).map(([, page]) => page.replaceAll("#", "1").replace("*", "x"));
for (const role in roles) {
	const lost = rows[0].want[role] === "lost";
	for (const page in routes)
		for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
			const path = page.replace("*", "next");
			check(`${method} ${path} as ${role}`, role, lost ? "lost" : "no", await ask(role, method, path));
		}
	for (const path of others) {
		check(`GET ${path} as ${role}`, role, lost ? "lost" : "none", await ask(role, "GET", path));
		check(`POST ${path} as ${role}`, role, lost ? "lost" : "none", await ask(role, "POST", path, "x=1"));
	}
}
console.log(`${cells} cells`);
finish();
