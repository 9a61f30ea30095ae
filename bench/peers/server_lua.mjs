// Everything inside Redis: server.lua is called once for each report, and these calls are pipelined. This process only reads the
// reports, knows the organisation and the calendar, and names the keys; all state is in Redis.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DAY_MS, ELAPSED, FIELDS, hasThinMargin, periodsOf, Plans, sellersOf, Standard } from './company.mjs';
import { connect, dayOf, isUsual, options, printFigures, readAll, startClock } from './consumer.mjs';
import { decode } from './fold.mjs';

const NOT_ASKED = '-1 -1 -';

// server_any.lua learns from its first lines what is added up, and which rules there are.
async function scriptOf(wanted) {
	const read = async (name) => (await readFile(new URL(name, import.meta.url))).toString();
	if (isUsual(wanted)) return read('server.lua');
	const measures = wanted.measures.map(({ field, over }) => `{ ${FIELDS.indexOf(field) + 1}, ${over} }`);
	return `local MEASURES = { ${measures.join(', ')} }\nlocal RULES, HAS_THIN = ${wanted.rules}, ${hasThinMargin(wanted.kpis)}\n` +
		await read('server_any.lua');
}

class Server {
	constructor(client, script, wanted) {
		this.client = client;
		this.sha = createHash('sha1').update(script).digest('hex');
		this.plans = new Plans(wanted.sellers, wanted.target);
		this.sellers = sellersOf(wanted.sellers);
		for (const seller of this.sellers.values()) seller.days = new Map();
		this.calls = client.multi(); // of the batch at hand, sent without a MULTI: each call is whole by itself
		this.done = Promise.resolve(); // the batch before it
		this.todayMs = -1;
	}

	command(keys, args) {
		return ['EVALSHA', this.sha, String(keys.length), ...keys, ...args];
	}

	call(keys, args) {
		this.calls.addCommand(this.command(keys, args));
	}

	// A seller's day: its scopes and periods as the script wants them.
	place(code, day) {
		const seller = this.sellers.get(code);
		if (!seller) throw new Error(`unknown seller ${code}`);
		let place = seller.days.get(day);
		if (place) return place;
		const periods = periodsOf(day);
		if (!periods) throw new Error(`no day: ${day}`);
		const name = [seller.code, seller.team, seller.region, seller.company, ...periods].join(' ');
		place = { name, month: periods[2], seller };
		seller.days.set(day, place);
		return place;
	}

	// What the script holds a seller and its team against, made once a seller and day.
	standard(seller, on) {
		if (seller.on !== on) {
			const late = on.elapsed >= ELAPSED ? 1 : 0;
			const [limit, teamLimit] = [on.sellerLimit(this.plans.target), on.teamLimit(this.plans.ofTeam(seller.team))];
			seller.on = on;
			seller.standard = `${late * limit} ${late * teamLimit} ${on.day}`;
		}
		return seller.standard;
	}

	advance(dayMs) {
		for (let ms = this.todayMs; this.todayMs >= 0 && ms < dayMs; ms += DAY_MS) {
			const ended = new Standard(ms, ms);
			const teams = new Set();
			for (const seller of this.sellers.values()) {
				this.call([], ['day', this.place(seller.code, ended.day).name, this.standard(seller, ended)]);
				teams.add(seller.team);
			}
			if (!ended.endsMonth) continue;
			for (const scope of [...teams, ...this.sellers.keys()])
				this.call([], ['expire', ended.month, ended.day, scope]);
		}
		this.todayMs = dayMs;
		this.today = new Standard(dayMs, dayMs - DAY_MS);
	}

	report(entry, fields) {
		const r = decode(fields);
		const place = this.place(r.seller, r.at);
		const standard = place.month === this.today.month ? this.standard(place.seller, this.today) : NOT_ASKED;
		this.call([`bench:peer:id:${r.id}`], ['report', place.name, standard, entry, String(r.rev), String(r.revenue),
			String(r.margin), String(r.calls), String(r.meets), String(r.offers)]);
	}

	async take(entries) {
		for (const [id, fields] of entries) {
			const dayMs = dayOf(id);
			if (dayMs > this.todayMs) this.advance(dayMs);
			this.report(id, fields);
		}
		await this.done;
		this.done = this.calls.execAsPipeline();
		this.calls = this.client.multi();
	}
}

const wanted = options();
const [reader, writer] = [await connect(wanted.socket), await connect(wanted.socket)];
const script = await scriptOf(wanted);
const server = new Server(writer, script, wanted);
await writer.sendCommand(['SCRIPT', 'LOAD', script]);
const clock = startClock();
const count = await readAll(reader, wanted.stream, (entries) => server.take(entries));
await server.done;
await printFigures(wanted, count, clock(), async (scope, period) =>
	(await writer.sendCommand(server.command([], ['show', scope, period])))?.map(Number));
reader.destroy();
writer.destroy();
