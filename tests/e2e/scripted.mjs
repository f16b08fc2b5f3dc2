/*
 * scripted -- a mail server that misbehaves as it is told, for what Postfix and
 * smtp-sink cannot do; and the token server that belongs to it.
 *
 *	node scripted.mjs FOLDER
 *
 * FOLDER holds server.pem (key and certificate).  It listens on three free
 * ports of 127.0.0.1, for smtp://, smtps:// and https://, and writes them into
 * FOLDER/ports on one line.  FOLDER/mode, read for each session, is a word:
 *
 *	ok                takes everything
 *	rcpt-450 rcpt-550 data-421 data-554 dot-452 dot-554   answers that
 *	dot-drop          takes the mail, and hangs up in place of an answer
 *	dot-yes-drop      says yes to it, without an end of line, and hangs up
 *	dot-partial       says half an answer
 *	dot-continued     says the first of two lines, a yes
 *	dot-continued-554 says the first of two lines, a no
 *	dot-354           says go on, as if nothing had come yet
 *	dot-slow          says yes after four seconds
 *	body-drop         hangs up when DATA was asked for
 *	greet-554         does not serve us at all
 *	mute              accepts the connection and says nothing
 *	tls-none          has no STARTTLS (as when somebody took it out)
 *	tls-454           has it, but not now
 *	tls-inject        says more in the clear behind its yes to STARTTLS
 *	once-drop once-421   hangs up after each mail, silently or with 421 there
 *	auth-none         wants no sign-in and offers none, but refuses MAIL
 *	auth-plain        wants the user "sender" with the password "secret"
 *	auth-454          cannot look that up now
 *	auth-xoauth2      wants the bearer token that is in FOLDER/good; a wrong
 *			one gets a challenge first
 *
 * FOLDER/log gets "N clear|tls|over WORD REST" for each line of session N.  The
 * source of each mail that came whole is FOLDER/mails/N, by the order of their
 * coming.  The token server gives FOLDER/token, unless FOLDER/token-status says
 * another status than 200; it logs "token BODY".
 */
import fs from "node:fs";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";

const folder = process.argv[2];
const pem = fs.readFileSync(`${folder}/server.pem`);
const context = { key: pem, cert: pem, minVersion: "TLSv1.2" };
let sessions = 0;
let mails = 0;

const file = (name, otherwise) => {
	try {
		return fs.readFileSync(`${folder}/${name}`, "utf8").trim();
	} catch {
		return otherwise;
	}
};
const log = (line) => fs.appendFileSync(`${folder}/log`, `${line}\n`);
fs.mkdirSync(`${folder}/mails`, { recursive: true });

function session(socket, secure) {
	const number = ++sessions;
	const mode = file("mode", "ok");
	let text = "";
	let inData = false;
	let expects = null;

	const say = (line) => socket.write(`${line}\r\n`);
	const hangUp = (last) => {
		log(`${number} ${secure ? "tls" : "clear"} HANGS-UP`);
		socket.end(last);
	};

	function dot(source) {
		const name = `${folder}/mails/${++mails}`;
		fs.writeFileSync(`${name}.part`, source);
		fs.renameSync(`${name}.part`, name);
		switch (mode) {
		case "dot-452": return say("452 4.3.1 not enough room");
		case "dot-554": return say("554 5.6.0 not that one");
		case "dot-drop": return hangUp();
		case "dot-yes-drop": return hangUp("250 2.0.0 taken");
		case "dot-partial": return hangUp("25");
		case "dot-continued": return hangUp("250-2.0.0 taken\r\n");
		case "dot-354": return say("354 go on");
		case "dot-continued-554": return hangUp("554-5.6.0 not\r\n");
		case "dot-slow": return setTimeout(() => say("250 slowly"), 4000);
		case "once-drop": return hangUp("250 2.0.0 taken\r\n");
		case "once-421":
			return hangUp("250 2.0.0 taken\r\n421 4.4.2 too long\r\n");
		default: return say("250 2.0.0 taken");
		}
	}

	function ehlo() {
		const can = ["scripted.example", "8BITMIME"];
		if (!secure && mode !== "tls-none")
			can.push("STARTTLS");
		if (secure && (mode === "auth-plain" || mode === "auth-454"))
			can.push("AUTH PLAIN LOGIN");
		if (secure && mode === "auth-xoauth2")
			can.push("AUTH XOAUTH2 PLAIN");
		can.forEach((word, i) =>
			say(`250${i + 1 < can.length ? "-" : " "}${word}`));
	}

	function startTls() {
		if (mode === "tls-454")
			return say("454 4.7.0 not now");
		if (mode === "tls-inject")
			return socket.write("220 go\r\n250 2.0.0 anything\r\n");
		say("220 go");
		socket.removeAllListeners("data");
		secure = true;
		socket = new tls.TLSSocket(socket, { isServer: true, ...context });
		socket.on("secure", () => log(`${number} tls IS ${socket.getProtocol()}`));
		socket.on("error", (e) => log(`${number} tls FAILED ${e.code}`));
		socket.on("data", hear);
	}

	function auth([kind, answer]) {
		if (mode === "auth-454")
			return say("454 4.7.0 try later");
		expects = (line) => {
			const said = Buffer.from(line, "base64").toString();
			if (kind.toUpperCase() !== "XOAUTH2")
				return say(said === "\0sender\0secret"
					? "235 2.7.0 welcome" : "535 5.7.8 no");
			if (said === `user=sender\x01auth=Bearer ${file("good")}\x01\x01`)
				return say("235 2.7.0 welcome");
			expects = () => say("535 5.7.8 that token is no good");
			return say(`334 ${Buffer.from('{"status":"401"}').toString("base64")}`);
		};
		return answer === undefined ? say("334 ") : heard(answer);
	}

	/* The line that goes on with what was begun. */
	function heard(line) {
		const next = expects;
		expects = null;
		return next(line);
	}

	function command(line) {
		const [word, ...rest] = line.split(" ");
		const upper = word.toUpperCase();
		if (expects !== null)
			return heard(line);
		log(`${number} ${secure ? "tls" : "clear"} ${upper} ${rest.join(" ")}`);
		switch (upper) {
		case "EHLO": return ehlo();
		case "STARTTLS": return startTls();
		case "AUTH": return auth(rest);
		case "MAIL":
			return say(mode === "auth-none" ? "530 5.7.0 sign in first"
							: "250 2.1.0 yes");
		case "RCPT":
			return say(mode === "rcpt-450" ? "450 4.2.0 later"
			    : mode === "rcpt-550" ? "550 5.1.1 nobody" : "250 2.1.5 yes");
		case "DATA":
			if (mode === "data-421")
				return hangUp("421 4.3.2 going away\r\n");
			if (mode === "data-554")
				return say("554 5.3.4 no");
			if (mode === "body-drop")
				return hangUp();
			inData = true;
			return say("354 go on");
		case "QUIT":
			return socket.end("221 2.0.0 bye\r\n");
		default: return say("250 2.0.0 yes");
		}
	}

	function hear(data) {
		text += data.toString("latin1");
		for (;;) {
			const end = text.indexOf(inData ? "\r\n.\r\n" : "\r\n");
			if (end < 0)
				return;
			const part = text.slice(0, end);
			text = text.slice(end + (inData ? 5 : 2));
			if (inData) {
				inData = false;
				log(`${number} tls DOT`);
				dot(Buffer.from(`${part}\r\n`, "latin1"));
			} else {
				command(part);
			}
		}
	}

	log(`${number} ${secure ? "tls" : "clear"} OPEN`);
	socket.on("error", () => {});
	socket.on("close", () => log(`${number} over CLOSED`));
	socket.on("data", hear);
	if (mode === "greet-554")
		say("554 5.3.2 we serve nobody");
	else if (mode !== "mute")
		say("220 scripted.example ESMTP");
}

const servers = [
	net.createServer((socket) => session(socket, false)),
	tls.createServer(context, (socket) => session(socket, true)),
	https.createServer(context, (request, reply) => {
		let body = "";
		request.on("data", (part) => { body += part; });
		request.on("end", () => {
			log(`token ${body}`);
			reply.statusCode = Number(file("token-status", "200"));
			reply.end(reply.statusCode === 200
				? JSON.stringify({ access_token: file("token"), expires_in: 3599 })
				: "{}");
		});
	}),
];
await Promise.all(servers.map((server) => new Promise((done) =>
	server.listen(0, "127.0.0.1", done))));
fs.writeFileSync(`${folder}/ports.part`,
	`${servers.map((server) => server.address().port).join(" ")}\n`);
fs.renameSync(`${folder}/ports.part`, `${folder}/ports`);
