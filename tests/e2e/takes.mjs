// takes -- somebody else's HTTPS server, for tests: a gateway for text messages
// (POST) and an agency's drop folder (PUT).
//
//	node takes.mjs FOLDER KEY CERTIFICATE
//
// listens on a free port of 127.0.0.1, which FOLDER/port says.  Each request is
// a line of JSON in FOLDER/requests: method, path, headers, body (a text's), all
// it got of one (a file's).  What is put becomes FOLDER/inbox/NAME once it is
// whole and what its Content-Digest says.  FOLDER/answer, read for each request,
// is the status to give, or
//
//	hang-up N	close the connection after N bytes of the body
//	mute		take all of it, keep it, and never answer

import { createHash } from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import path from "node:path";

const [folder, key, cert] = process.argv.slice(2);
const inbox = path.join(folder, "inbox");
fs.mkdirSync(inbox, { recursive: true });

function keep(name, body, digest) {
	const hash = createHash("sha256").update(body).digest("base64");
	if (digest !== `sha-256=:${hash}:` || !/^[0-9a-z.]+$/.test(name))
		return false;
	const at = path.join(inbox, name);
	fs.writeFileSync(`${at}.part`, body);
	fs.renameSync(`${at}.part`, at);
	return true;
}

const server = https.createServer(
	{ key: fs.readFileSync(key), cert: fs.readFileSync(cert) },
	(request, response) => {
		const answer = fs
			.readFileSync(path.join(folder, "answer"), "utf8")
			.trim()
			.split(" ");
		const parts = [];
		let got = 0;
		request.on("data", (part) => {
			parts.push(part);
			got += part.length;
			if (answer[0] === "hang-up" && got >= Number(answer[1]))
				request.destroy();
		});
		request.on("close", () => {
			const line = {
				method: request.method,
				path: request.url,
				headers: request.headers,
				got,
			};
			if (request.method === "POST")
				line.body = Buffer.concat(parts).toString();
			fs.appendFileSync(
				path.join(folder, "requests"),
				`${JSON.stringify(line)}\n`,
			);
		});
		request.on("end", () => {
			let status = answer[0] === "mute" ? 201 : Number(answer[0]);
			const put = request.method === "PUT" && status < 300;
			if (put && !keep(path.basename(request.url),
				Buffer.concat(parts), request.headers["content-digest"]))
				status = 400;
			if (answer[0] === "mute") return;
			const headers = { "Content-Type": "text/plain" };
			if (status === 302) headers.Location = "/elsewhere";
			response.writeHead(status, headers);
			response.end("So it is.\n");
		});
		request.on("error", () => {});
	},
);
server.listen(0, "127.0.0.1", () => {
	const at = path.join(folder, "port");
	fs.writeFileSync(`${at}.part`, `${server.address().port}\n`);
	fs.renameSync(`${at}.part`, at);
});
