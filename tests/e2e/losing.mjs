// losing -- a relay that loses the connection, for tests.
//
//	node losing.mjs PORT TO BYTES
//
// what comes to PORT of 127.0.0.1 goes on to TO there, until BYTES of it have
// come: then both sides are cut off.

import net from "node:net";

const [port, to, bytes] = process.argv.slice(2).map(Number);

net.createServer((from) => {
	const on = net.connect(to, "127.0.0.1");
	let got = 0;
	const end = () => {
		from.destroy();
		on.destroy();
	};
	for (const side of [from, on]) {
		side.on("error", end);
		side.on("close", end);
	}
	on.pipe(from);
	from.on("data", (part) => {
		got += part.length;
		if (got >= bytes) end();
		else on.write(part);
	});
}).listen(port, "127.0.0.1");
