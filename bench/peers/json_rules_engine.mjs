// The consumer with json-rules-engine: the three rules are its JSON, one run for each report. Runs follow one another: a thousand
// at once take four times as long.

import { Engine } from 'json-rules-engine';
import { otherSum } from './cases.mjs';
import { DECISIONS, ELAPSED, hasThinMargin, otherLimit, OTHERS, THIN } from './company.mjs';
import { consume } from './consumer.mjs';

const late = { fact: 'elapsed', operator: 'greaterThanInclusive', value: ELAPSED };
const rules = [
	{
		event: { type: DECISIONS[0] },
		conditions: { all: [late, { fact: 'revenue', operator: 'lessThan', value: { fact: 'limit' } }] },
	},
	{
		event: { type: DECISIONS[1] },
		conditions: { all: [late, { fact: 'teamRevenue', operator: 'lessThan', value: { fact: 'teamLimit' } }] },
	},
	{ event: { type: DECISIONS[2] }, conditions: { all: [{ fact: 'rate', operator: 'lessThan', value: THIN }] } },
];

// Further rule `n`; all stand in the one engine, as its manual has it, and what is of no interest to a report it finds out itself.
const other = (n) => ({
	event: { type: 'other', params: { n } },
	conditions: { all: [{ fact: `other${n % OTHERS}`, operator: 'greaterThan', value: otherLimit(n) }] },
});

class Judge {
	constructor(fold, cases, wanted) {
		this.fold = fold;
		this.cases = cases;
		this.thin = hasThinMargin(wanted.kpis);
		this.rules = wanted.rules;
		const all = [...rules.slice(0, this.thin ? 3 : 2), ...Array.from({ length: wanted.rules }, (_, n) => other(n))];
		this.engine = new Engine(all, { replaceFactsInEventParams: false });
		this.asked = [];
	}

	ask(seller, standard) {
		const { sums } = this.fold;
		const { team } = seller;
		const revenue = sums[seller.cell];
		this.asked.push({
			seller,
			day: standard.day,
			facts: {
				elapsed: standard.elapsed,
				revenue,
				limit: standard.sellerLimit(seller.target),
				teamRevenue: sums[team.cell],
				teamLimit: standard.teamLimit(team.target),
				rate: this.thin ? sums[seller.cell + 1] / revenue : 0,
				...this.otherFacts(seller),
			},
		});
	}

	otherFacts(seller) {
		const facts = {};
		for (let kpi = 0; this.rules > 0 && kpi < OTHERS; kpi++) facts[`other${kpi}`] = otherSum(this.fold.sums, seller, kpi);
		return facts;
	}

	concludeOthers(seller, day, facts, events) {
		const holding = new Set(events.filter((event) => event.type === 'other').map((event) => event.params.n));
		for (const n of new Set([...holding, ...seller.others]))
			this.cases.concludeOther(n, seller, holding.has(n), day, facts[`other${n % OTHERS}`]);
	}

	async settle() {
		for (const { seller, day, facts } of this.asked) {
			const { events } = await this.engine.run(facts);
			const holds = (decision) => events.some((event) => event.type === DECISIONS[decision]);
			this.cases.conclude(1, seller.team, holds(1), day, facts.teamRevenue);
			this.cases.conclude(0, seller, holds(0), day, facts.revenue);
			if (this.thin) this.cases.conclude(2, seller, holds(2), day, facts.rate);
			if (this.rules > 0) this.concludeOthers(seller, day, facts, events);
		}
		this.asked = [];
	}
}

await consume((fold, cases, wanted) => new Judge(fold, cases, wanted));
