// What the consumers in memory share: read, fold, ask the rules, commit. Each brings a judge:
//
//	judge.ask(subject, standard)   asks the three rules about a seller's month and its team's, now or by the next settle()
//	await judge.settle()           everything asked has been concluded in `cases`, in the order asked
//
// The next batch is asked for before the present one is folded, and a commit is on its way while the next batch is folded. One
// commit holds a batch's alerts and its position in a MULTI/EXEC.

import { createClient } from '@redis/client';
import { Cases } from './cases.mjs';
import { DAY_MS, kpisOf, measuresOf, Plans, POSITION, Standard } from './company.mjs';
import { Fold } from './fold.mjs';
import { AnyFold } from './fold_any.mjs';

const BATCH = '1000';

export function options() {
	const [socket, stream, target, sellers = '1000', kpis = '10', rules = '0'] = process.argv.slice(2);
	if (!target) {
		console.error('usage: node <peer>.mjs SOCKET STREAM TARGET [SELLERS [KPIS [RULES]]] <scopes-and-periods');
		process.exit(1);
	}
	const [count, more] = [Number(kpis), Number(rules)];
	const measures = measuresOf(count, more);
	return { socket, stream, target: Number(target), sellers: Number(sellers), kpis: count, rules: more, measures };
}

export async function connect(socket) {
	const client = createClient({ RESP: 2, socket: { path: socket } });
	client.on('error', (err) => {
		console.error(`peer: ${err.message}`);
		process.exit(1);
	});
	await client.connect();
	return client;
}

// Calls take(entries, last) for each batch until the stream has no more.
export async function readAll(client, stream, take) {
	let count = 0;
	const ask = (after) => client.sendCommand(['XREAD', 'COUNT', BATCH, 'STREAMS', stream, after]);
	let coming = ask('0-0');
	for (;;) {
		const reply = await coming;
		if (!reply) return count;
		const entries = reply[0][1];
		const last = entries[entries.length - 1][0];
		coming = ask(last);
		await take(entries, last);
		count += entries.length;
	}
}

export function startClock() {
	const [start, cpu] = [performance.now(), process.cpuUsage()];
	return () => {
		const { user, system } = process.cpuUsage(cpu);
		const seconds = (performance.now() - start) / 1000;
		return `seconds=${seconds.toFixed(6)} cpu_s=${((user + system) / 1e6).toFixed(3)} rss=${process.memoryUsage().rss}`;
	};
}

// Whether these are the six measures that the programs are written for.
export const isUsual = (wanted) => wanted.kpis === 10 && wanted.rules === 0;

// Lines "scope period" on standard input are answered with their KPIs, for same.mjs.
export async function printFigures(wanted, entries, took, sumsOf) {
	console.log(`entries=${entries} ${took}`);
	let text = '';
	for await (const chunk of process.stdin) text += chunk;
	for (const line of text.split('\n').filter(Boolean)) {
		const [scope, period] = line.split(' ');
		const sums = await sumsOf(scope, period);
		console.log(JSON.stringify({ scope, period, kpis: sums && kpisOf(sums, wanted.kpis, wanted.measures) }));
	}
}

export const dayOf = (entry) => Math.floor(Number(entry.slice(0, entry.indexOf('-'))) / DAY_MS) * DAY_MS;

class Consumer {
	constructor(wanted, makeJudge) {
		const plans = new Plans(wanted.sellers, wanted.target);
		this.fold = isUsual(wanted) ? new Fold(wanted.sellers, plans)
			: new AnyFold(wanted.sellers, plans, wanted.measures, wanted.rules);
		this.cases = new Cases();
		this.judge = makeJudge(this.fold, this.cases, wanted);
		this.today = null; // the Standard of reports that come today
		this.todayMs = -1;
	}

	// The days before `dayMs` have ended: every subject is asked about once more, and what a month leaves open expires.
	async advance(dayMs) {
		for (let ms = this.todayMs; this.todayMs >= 0 && ms < dayMs; ms += DAY_MS) {
			const ended = new Standard(ms, ms);
			const subjects = this.fold.subjects.get(ended.month) ?? new Map();
			for (const subject of subjects.values()) if (subject.team) this.judge.ask(subject, ended);
			await this.judge.settle();
			if (ended.endsMonth) for (const subject of subjects.values()) this.cases.expire(subject, ended.day, this.fold.sums);
		}
		this.todayMs = dayMs;
		this.today = new Standard(dayMs, dayMs - DAY_MS);
	}

	async take(entries) {
		for (const [id, fields] of entries) {
			const dayMs = dayOf(id);
			if (dayMs > this.todayMs) {
				await this.judge.settle();
				await this.advance(dayMs);
			}
			const place = this.fold.take(fields);
			if (place && place.month === this.today.month) this.judge.ask(place.seller, this.today);
		}
		await this.judge.settle();
	}

	commit(client, last) {
		const multi = client.multi();
		for (const alert of this.cases.alerts) multi.addCommand(alert);
		this.cases.alerts = [];
		return multi.addCommand(['SET', POSITION, last]).exec();
	}
}

export async function consume(makeJudge) {
	const wanted = options();
	const [reader, writer] = [await connect(wanted.socket), await connect(wanted.socket)];
	const consumer = new Consumer(wanted, makeJudge);
	let committed = Promise.resolve();
	const clock = startClock();
	const count = await readAll(reader, wanted.stream, async (entries, last) => {
		await consumer.take(entries);
		await committed;
		committed = consumer.commit(writer, last);
	});
	await committed;
	await printFigures(wanted, count, clock(), (scope, period) => consumer.fold.sumsOf(scope, period));
	reader.destroy();
	writer.destroy();
}
