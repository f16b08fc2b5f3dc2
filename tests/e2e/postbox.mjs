/*
 * postbox -- an IMAP server that misbehaves as it is told, for what Dovecot
 * cannot do; and a token server beside it.
 *
 *	node postbox.mjs FOLDER
 *
 * FOLDER holds server.pem (key and certificate).  It listens on two free ports
 * of 127.0.0.1, for imaps:// and https://, and writes them into FOLDER/ports on
 * one line.  Its folder INBOX has the mails FOLDER/inbox/1, 2 ..., whose names
 * are their numbers.  FOLDER/mode, read for each session, is a word:
 *
 *	ok                everything as it should be
 *	xoauth2           wants the bearer token that is in FOLDER/good
 *	unnumbered        gives no UIDVALIDITY
 *	unpredicted       gives no UIDNEXT
 *	more              gives a MiB more of each mail than it was asked for, of
 *			a GiB that it has promised, and then nothing
 *	none              lists mails, and fetches nothing
 *	nil               lists mails, and fetches an empty string
 *	gone              lists mails to whoever asks first, and has none
 *	nonsense          answers a search with what is none
 *	silent            answers a search with its end alone
 *	flood             lists 1,000 numbers that nobody asked for, too
 *	cut               hangs up in the middle of each mail
 *	dying             hangs up after each mail
 *
 * FOLDER/log gets each line that a client says.  The token server gives
 * FOLDER/token and logs "token".
 */
import fs from "node:fs";
import https from "node:https";
import tls from "node:tls";

const folder = process.argv[2];
const pem = fs.readFileSync(`${folder}/server.pem`);
const context = { key: pem, cert: pem, minVersion: "TLSv1.2" };
const file = (name) => fs.readFileSync(`${folder}/${name}`, "utf8").trim();
const log = (line) => fs.appendFileSync(`${folder}/log`, `${line}\n`);
let searches = 0;

const numbers = () => fs.readdirSync(`${folder}/inbox`).map(Number)
	.filter((n) => n > 0).sort((a, b) => a - b);

function session(socket) {
	const mode = file("mode");
	let text = "";
	let tag = "";
	const say = (line) => socket.write(`${line}\r\n`);
	const well = (what = "done") => say(`${tag} OK ${what}`);

	function signIn(mechanism, response) {
		if (mode !== "xoauth2")
			return well("Logged in");
		const said = Buffer.from(response ?? "", "base64").toString();

		if (mechanism === "XOAUTH2" &&
			said.includes(`auth=Bearer ${file("good")}\u0001`))
			return well("Logged in");
		return say(`${tag} NO [AUTHENTICATIONFAILED] no`);
	}

	function search(from, to) {
		let list = numbers().filter((n) => n >= from && n <= to);

		if (mode === "gone" && searches++ > 0)
			list = [];
		if (mode === "nonsense")
			return say("* SEARCH -7 1x 99999999999999999999999 %n"), well();
		if (mode === "silent")
			return well();
		if (mode === "flood")
			for (let i = 0; i < 1000; i++)
				list.push(5000 + i);
		say(`* SEARCH ${list.join(" ")}`);
		if (mode === "flood")
			for (let i = 0; i < 40; i++)
				say(`* ${i} EXISTS`);
		return well();
	}

	function fetch(number, length) {
		const mail = fs.readFileSync(`${folder}/inbox/${number}`);
		let part = mail.subarray(0, length);

		if (mode === "none" || mode === "gone")
			return well();
		if (mode === "nil")
			return say(`* 1 FETCH (UID ${number} BODY[]<0> "")`), well();
		if (mode === "more") {
			say(`* 1 FETCH (UID ${number} BODY[]<0> {${1 << 30}}`);
			return socket.write(Buffer.concat(
				[mail, Buffer.alloc(length + (1 << 20), "x\r\n")]));
		}
		say(`* 1 FETCH (UID ${number} BODY[]<0> {${part.length}}`);
		if (mode === "cut")
			return socket.end(part.subarray(0, part.length / 2));
		socket.write(part);
		say(")");
		well();
		if (mode === "dying")
			socket.end();
	}

	function command(name, rest) {
		let found;

		switch (name) {
		case "CAPABILITY":
			say(`* CAPABILITY IMAP4rev1 SASL-IR AUTH=${
				mode === "xoauth2" ? "XOAUTH2" : "PLAIN"}`);
			return well();
		case "AUTHENTICATE":
			return signIn(...rest.split(" "));
		case "SELECT":
			say(`* ${numbers().length} EXISTS`);
			if (mode !== "unnumbered")
				say("* OK [UIDVALIDITY 7] it is");
			if (mode !== "unpredicted")
				say(`* OK [UIDNEXT ${
					Math.max(0, ...numbers()) + 1}] it is`);
			return well("[READ-WRITE]");
		case "LOGOUT":
			say("* BYE");
			well();
			return socket.end();
		case "UID":
			found = rest.match(/^SEARCH UID (\d+):(\d+)$/);
			if (found)
				return search(Number(found[1]), Number(found[2]));
			found = rest.match(/^FETCH (\d+) BODY\[\]<0\.(\d+)>$/);
			if (found)
				return fetch(Number(found[1]), Number(found[2]));
			return well();
		case "NOOP":
			return well();
		default:
			return say(`${tag} BAD what?`);
		}
	}

	socket.on("error", () => {});
	socket.on("data", (data) => {
		text += data.toString("latin1");
		for (let end; (end = text.indexOf("\r\n")) >= 0;) {
			const line = text.slice(0, end);
			const [, its, name, rest] =
				line.match(/^(\S+) (\S+) ?(.*)$/) ?? [];

			text = text.slice(end + 2);
			log(line);
			tag = its ?? "*";
			command((name ?? "").toUpperCase(), rest);
		}
	});
	say("* OK ready");
}

const imap = tls.createServer(context, session);
const token = https.createServer(context, (request, answer) => {
	log("token");
	request.resume();
	answer.setHeader("Content-Type", "application/json");
	answer.end(JSON.stringify({ access_token: file("token"),
		token_type: "Bearer", expires_in: 3600 }));
});
imap.on("tlsClientError", () => {});
token.on("tlsClientError", () => {});
imap.listen(0, "127.0.0.1", () => token.listen(0, "127.0.0.1", () => {
	fs.writeFileSync(`${folder}/ports.new`,
		`${imap.address().port} ${token.address().port}\n`);
	fs.renameSync(`${folder}/ports.new`, `${folder}/ports`);
}));
