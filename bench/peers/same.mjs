// Whether a peer has come to the same as sdmd: every opened, resolved and expired alert, and the figures of some cells.
//
//	node same.mjs SOCKET SDMD_ALERTS PEER_OUTPUT <"sdmctl kpi --json"
//
// Prints what was compared and exits 0, or the first differences and exits 1. Of a quotient sdmd shows four decimals.

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ALERTS } from './company.mjs';
import { connect } from './consumer.mjs';

const KINDS = ['open', 'resolved', 'expired'];
const DECIMALS = 1e4;
const SHOWN = 5;

const rounded = (n) => (n === null || n === undefined ? 'none' : String(Math.round(Number(n) * DECIMALS) / DECIMALS));

async function alertsOf(client, stream) {
	const reply = await client.sendCommand(['XRANGE', stream, '-', '+']);
	const lines = reply.map(([, fields]) => {
		const of = (name) => fields[fields.indexOf(name) + 1];
		return { kind: of('kind'), line: ['decision', 'scope', 'period', 'kind', 'day'].map(of).concat(rounded(of('fact'))).join(' ') };
	});
	return lines.filter(({ kind }) => KINDS.includes(kind)).map(({ line }) => line);
}

// What stands in one list and not in the other, each as often as it does.
function differences(ours, theirs) {
	const count = new Map();
	for (const line of ours) count.set(line, (count.get(line) ?? 0) + 1);
	for (const line of theirs) count.set(line, (count.get(line) ?? 0) - 1);
	return [...count].filter(([, n]) => n !== 0).map(([line, n]) => `${n > 0 ? 'only sdmd' : 'only the peer'}: ${line}`);
}

async function figuresOf(path) {
	const figures = new Map();
	for (const line of (await readFile(path, 'utf8')).split('\n').slice(1).filter(Boolean)) {
		const { scope, period, kpis } = JSON.parse(line);
		for (const [kpi, n] of Object.entries(kpis ?? {})) figures.set(`${scope} ${period} ${kpi}`, n);
	}
	return figures;
}

const [socket, stream, output] = process.argv.slice(2);
const client = await connect(socket);
const alerts = await alertsOf(client, stream);
const wrong = differences(alerts, await alertsOf(client, ALERTS));
client.destroy();

const figures = await figuresOf(output);
let compared = 0;
for await (const line of createInterface({ input: process.stdin })) {
	const { scope, period, kpi, fact } = JSON.parse(line);
	const name = `${scope} ${period} ${kpi}`;
	// one place off where sdmd rounds a quotient the other way
	const near = Math.abs(Number(fact) - Number(figures.get(name))) < 1.01 / DECIMALS;
	if (!near && rounded(fact) !== rounded(figures.get(name))) wrong.push(`${name}: ${fact} of sdmd, ${figures.get(name)}`);
	compared++;
}
if (compared === 0) wrong.push('sdmd has no figures');
if (wrong.length > 0) {
	console.log(`${wrong.length} differences: ${wrong.slice(0, SHOWN).join('; ')}`);
	process.exit(1);
}
console.log(`alerts=${alerts.length} figures=${compared}`);
