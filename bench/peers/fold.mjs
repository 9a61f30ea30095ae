// The fold in memory: the id index with the facts behind it, and the cells, six sums for each scope and period. All sums stand in
// one Float64Array; a seller's day knows where its sixteen cells are, so that a report costs one look-up and 96 additions.

import { MONEY, periodsOf, sellersOf } from './company.mjs';

const SUMS = 6;
const FIELDS = ['form', 'id', 'rev', 'seller', 'at', 'revenue', 'margin', 'calls', 'meets', 'offers'];

// Fields come in this order as a rule, and may come in any.
function field(fields, expected) {
	if (fields[2 * expected] === FIELDS[expected]) return fields[2 * expected + 1];
	for (let i = 0; i < fields.length; i += 2) if (fields[i] === FIELDS[expected]) return fields[i + 1];
	return undefined;
}

function number(text, unit) {
	const n = Math.round(Number(text) * unit);
	if (!Number.isSafeInteger(n)) throw new Error(`expected a number, got ${text}`);
	return n;
}

// One report's text as a record, or an error.
export function decode(fields) {
	if (field(fields, 0) !== 'daily') throw new Error('unknown form');
	return {
		id: field(fields, 1),
		rev: number(field(fields, 2), 1),
		seller: field(fields, 3),
		at: field(fields, 4),
		revenue: number(field(fields, 5), MONEY),
		margin: number(field(fields, 6), MONEY),
		calls: number(field(fields, 7), 1),
		meets: number(field(fields, 8), 1),
		offers: number(field(fields, 9), 1),
	};
}

export class Fold {
	constructor(sellerCount, plans, width = SUMS) {
		this.width = width;
		this.plans = plans;
		this.sellers = sellersOf(sellerCount);
		for (const seller of this.sellers.values()) seller.days = new Map();
		this.periods = new Map(); // of a day
		this.cells = new Map(); // "scope period": where its sums begin
		this.sums = new Float64Array(1 << 16);
		this.used = 0;
		this.facts = new Map(); // by the report's id: its highest revision
		this.subjects = new Map(); // by month: Map of what the rules are asked about
	}

	cell(scope, period) {
		const key = `${scope} ${period}`;
		let at = this.cells.get(key);
		if (at === undefined) {
			if (this.used + this.width > this.sums.length) {
				const more = new Float64Array(2 * this.sums.length);
				more.set(this.sums);
				this.sums = more;
			}
			at = this.used;
			this.used += this.width;
			this.cells.set(key, at);
		}
		return at;
	}

	subject(scope, month, target) {
		let subjects = this.subjects.get(month);
		if (!subjects) this.subjects.set(month, (subjects = new Map()));
		let subject = subjects.get(scope);
		if (!subject) {
			// open: one bit for each decision that has an open case; others: the further ones that have
			subject = { scope, month, target, cell: this.cell(scope, month), width: this.width, open: 0, others: new Set() };
			subjects.set(scope, subject);
		}
		return subject;
	}

	// A seller's day: its cells and the two subjects that the rules are asked about.
	place(code, day) {
		const seller = this.sellers.get(code);
		if (!seller) throw new Error(`unknown seller ${code}`);
		let place = seller.days.get(day);
		if (place) return place;
		let periods = this.periods.get(day);
		if (!periods) {
			periods = periodsOf(day);
			if (!periods) throw new Error(`no day: ${day}`);
			this.periods.set(day, periods);
		}
		const scopes = [seller.code, seller.team, seller.region, seller.company];
		place = {
			month: periods[2],
			cells: Int32Array.from(scopes.flatMap((scope) => periods.map((period) => this.cell(scope, period)))),
			seller: this.subject(seller.code, periods[2], this.plans.target),
			team: this.subject(seller.team, periods[2], this.plans.ofTeam(seller.team)),
		};
		place.seller.team = place.team;
		seller.days.set(day, place);
		return place;
	}

	move(place, sign, revenue, margin, calls, meets, offers) {
		const { sums } = this;
		for (const at of place.cells) {
			sums[at] += revenue;
			sums[at + 1] += margin;
			sums[at + 2] += calls;
			sums[at + 3] += meets;
			sums[at + 4] += offers;
			sums[at + 5] += sign;
		}
	}

	// Takes a report in; the place whose figures changed, null where none did: the reading rule passes over what is known.
	take(fields) {
		const r = decode(fields);
		const known = this.facts.get(r.id);
		if (known && r.rev < known.rev) return null;
		const place = this.place(r.seller, r.at);
		if (known && r.rev === known.rev) {
			const same = known.place === place && known.revenue === r.revenue && known.margin === r.margin &&
				known.calls === r.calls && known.meets === r.meets && known.offers === r.offers;
			if (!same) throw new Error(`${r.id}: revision ${r.rev} came before with other content`);
			return null;
		}
		if (!known) {
			const { rev, revenue, margin, calls, meets, offers } = r;
			this.facts.set(r.id, { place, rev, revenue, margin, calls, meets, offers });
			this.move(place, 1, revenue, margin, calls, meets, offers);
			return place;
		}
		if (known.place === place) {
			this.move(place, 0, r.revenue - known.revenue, r.margin - known.margin, r.calls - known.calls,
				r.meets - known.meets, r.offers - known.offers);
		} else {
			this.move(known.place, -1, -known.revenue, -known.margin, -known.calls, -known.meets, -known.offers);
			this.move(place, 1, r.revenue, r.margin, r.calls, r.meets, r.offers);
		}
		known.place = place;
		known.rev = r.rev;
		known.revenue = r.revenue;
		known.margin = r.margin;
		known.calls = r.calls;
		known.meets = r.meets;
		known.offers = r.offers;
		return place;
	}

	sumsOf(scope, period) {
		const at = this.cells.get(`${scope} ${period}`);
		return at === undefined ? null : [...this.sums.subarray(at, at + this.width)];
	}
}
