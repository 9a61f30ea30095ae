// The fold of a company that adds up other measures than the usual six: the same, with a list of values in place of six of them. Which
// ones a cell has is known when the program starts, so that the additions are written out as code for them.

import { decode, Fold } from './fold.mjs';
import { OTHERS } from './company.mjs';

const adder = (width) => {
	const lines = Array.from({ length: width }, (_, i) => `sums[at + ${i}] += by[${i}];`);
	return new Function('sums', 'cells', 'by', `for (const at of cells) { ${lines.join(' ')} }`);
};

export class AnyFold extends Fold {
	constructor(sellerCount, plans, measures, rules) {
		super(sellerCount, plans, measures.length);
		this.measures = measures;
		this.add = adder(measures.length);
		this.by = new Float64Array(measures.length);
		this.others = rules > 0 ? measures.length - OTHERS : measures.length; // where the sums of the further rules begin
		this.changed = []; // which of them the report taken last has changed
	}

	valuesOf(report) {
		const values = new Float64Array(this.width);
		for (let i = 0; i < this.width; i++) {
			const { field, over } = this.measures[i];
			if (report.calls > over) values[i] = field === null ? 1 : report[field];
		}
		return values;
	}

	// What a place's cells change by, from the values before to those now; either may be null.
	shift(place, before, now) {
		const { by } = this;
		for (let i = 0; i < this.width; i++) by[i] = (now ? now[i] : 0) - (before ? before[i] : 0);
		this.add(this.sums, place.cells, by);
		for (let i = this.others; i < this.width; i++) if (by[i] !== 0) this.changed.push(i - this.others);
	}

	take(fields) {
		const r = decode(fields);
		const known = this.facts.get(r.id);
		if (known && r.rev < known.rev) return null;
		const place = this.place(r.seller, r.at);
		const said = `${r.revenue} ${r.margin} ${r.calls} ${r.meets} ${r.offers}`;
		if (known && r.rev === known.rev) {
			if (known.place !== place || known.said !== said)
				throw new Error(`${r.id}: revision ${r.rev} came before with other content`);
			return null;
		}
		const values = this.valuesOf(r);
		this.changed.length = 0;
		if (known && known.place !== place) this.shift(known.place, known.values, null);
		this.shift(place, known && known.place === place ? known.values : null, values);
		this.facts.set(r.id, { place, rev: r.rev, said, values });
		return place;
	}
}
