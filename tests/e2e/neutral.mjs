/*
 * neutral -- rule 7 over whole mails, as they came: nothing in the source of
 * one, raw or decoded, tells what it is about; each is valid MIME with plain
 * text first.
 *
 *	node neutral.mjs NAMES < LIST
 *
 * NAMES is a file with a line for each child's name, alias and case reference
 * of the store; LIST names the mails.  A line a fault; the status is 1 if there
 * is one.  The recipient's own address is theirs, and may hold anything; a
 * link's token is random, and could.
 */
import fs from "node:fs";

/* Kept apart from the program's own list, which is under test. */
const telling = /marac|\b(abus|violen|domestic|perpetrat|victim|refuge|idva|safeguard|child|assault|harm|social (serv|work))|\bat risk\b|\b([gc]h?am.?drin|[td]h?rais|d?domestig|d?dioddef|ll?oches|d?diogelu|amddiffyn plant|cymdeithasol|plant|plentyn)/i;
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const names = fs.readFileSync(process.argv[2], "utf8").split("\n")
	.filter((line) => line !== "")
	.map((line) => new RegExp(`(?<![\\p{L}\\d])${escaped(line)}(?![\\p{L}\\d])`, "iu"));

const bytes = (text) => Buffer.from(text, "latin1").toString("utf8");
const fromQuoted = (text) => bytes(text.replace(/=\r?\n/g, "")
	.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))));
const fromWord = (_, charset, kind, text) => kind.toUpperCase() === "B"
	? Buffer.from(text, "base64").toString("utf8")
	: fromQuoted(text.replace(/_/g, " "));

function* faults(raw) {
	const text = raw.toString("latin1").replace(/\r\n/g, "\n")
		.replace(/^From .*\n/, "");
	const end = text.indexOf("\n\n");
	const head = text.slice(0, end).replace(/\n[ \t]+/g, " ");
	const body = text.slice(end + 2);
	const field = (name) =>
		new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1] ?? "";
	const kind = field("Content-Type");
	const coding = field("Content-Transfer-Encoding").toLowerCase();

	if (end < 0)
		yield "has no body";
	if (field("MIME-Version") !== "1.0")
		yield "is no MIME";
	/* An invitation may follow the text, never come before it. */
	if (/^multipart\/mixed/i.test(kind)) {
		const mark = /boundary="?([^";]+)/i.exec(kind)?.[1];
		const first = body.split(`--${mark}\n`)[1] ?? "";
		if (!/^Content-Type: text\/plain/im.test(first.split("\n\n")[0]))
			yield "does not begin with plain text";
	} else if (!/^text\/plain\b/i.test(kind)) {
		yield `is ${kind}, not plain text`;
	} else if (coding !== "7bit" && coding !== "quoted-printable") {
		yield `is encoded as "${coding}"`;
	}
	if (/[\x80-\xff\0]/.test(text))
		yield "is not 7 bit";
	if (text.split("\n").some((line) => line.length > 998))
		yield "has a line that is too long";
	for (const name of ["From", "To", "Subject", "Date", "Message-ID"])
		if (field(name) === "")
			yield `has no ${name}`;

	const to = /[^<\s]+@[^>\s]+/.exec(field("To"))?.[0] ?? "\0";
	const decoded = head.replace(/=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi, fromWord) +
		`\n\n${fromQuoted(body)}`;
	for (const seen of [text, decoded]) {
		const rest = seen.split(to).join("")
			.replace(/\/d\/[A-Za-z0-9_-]{43}/g, "/d/");
		const word = telling.exec(rest);
		if (word !== null)
			yield `holds "${word[0]}"`;
		for (const name of names) {
			const found = name.exec(rest);
			if (found !== null)
				yield `holds the name or reference "${found[0]}"`;
		}
	}
}

let bad = false;
for (const file of fs.readFileSync(0, "utf8").split("\n"))
	if (file !== "")
		for (const fault of new Set(faults(fs.readFileSync(file)))) {
			console.log(`rule 7: ${file} ${fault}`);
			bad = true;
		}
process.exitCode = bad ? 1 : 0;
