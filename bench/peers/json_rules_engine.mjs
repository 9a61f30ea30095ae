// The consumer with json-rules-engine: the three rules are its JSON, one run for each report. Runs follow one another: a thousand
// at once take four times as long.

import { Engine } from 'json-rules-engine';
import { DECISIONS, ELAPSED, THIN } from './company.mjs';
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

class Judge {
	constructor(fold, cases) {
		this.fold = fold;
		this.cases = cases;
		this.engine = new Engine(rules, { replaceFactsInEventParams: false });
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
				rate: sums[seller.cell + 1] / revenue,
			},
		});
	}

	async settle() {
		for (const { seller, day, facts } of this.asked) {
			const { events } = await this.engine.run(facts);
			const holds = (decision) => events.some((event) => event.type === DECISIONS[decision]);
			this.cases.conclude(1, seller.team, holds(1), day, facts.teamRevenue);
			this.cases.conclude(0, seller, holds(0), day, facts.revenue);
			this.cases.conclude(2, seller, holds(2), day, facts.rate);
		}
		this.asked = [];
	}
}

await consume((fold, cases) => new Judge(fold, cases));
