// The consumer with zen-engine: the three rules are a decision table that runs in its loop mode, so that one evaluation, outside
// the thread of JavaScript, judges all reports of a batch. An evaluation for each report takes three times as long.

import { ZenEngine } from '@gorules/zen-engine';
import { otherSum } from './cases.mjs';
import { ELAPSED, hasThinMargin, otherLimit, OTHERS, THIN } from './company.mjs';
import { consume } from './consumer.mjs';

const CONDITIONS = [
	`elapsed >= ${ELAPSED} and revenue < limit`,
	`elapsed >= ${ELAPSED} and team_revenue < team_limit`,
	`rate < ${THIN}`,
];
const node = (id, type, content = {}) => ({ id, name: id, type, content, position: { x: 0, y: 0 } });
// Further rule `n` is row 3 + n of the one table.
const rowsOf = ({ kpis, rules }) => [
	...CONDITIONS.map((when, i) => ({ _id: String(i), when, then: String(i) })).slice(0, hasThinMargin(kpis) ? 3 : 2),
	...Array.from({ length: rules }, (_, n) => ({ _id: String(3 + n), when: `other${n % OTHERS} > ${otherLimit(n)}`, then: String(3 + n) })),
];
const tableOf = (wanted) => ({
	hitPolicy: 'collect',
	executionMode: 'loop',
	inputField: 'asked',
	outputPath: 'verdicts',
	passThrough: false,
	inputs: [{ id: 'when', name: 'when' }],
	outputs: [{ id: 'then', name: 'then', field: 'decision' }],
	rules: rowsOf(wanted),
});
const modelOf = (wanted) => ({
	nodes: [node('asked', 'inputNode'), node('rules', 'decisionTableNode', tableOf(wanted)), node('verdicts', 'outputNode')],
	edges: [
		{ id: 'in', sourceId: 'asked', targetId: 'rules', type: 'edge' },
		{ id: 'out', sourceId: 'rules', targetId: 'verdicts', type: 'edge' },
	],
});

class Judge {
	constructor(fold, cases, wanted) {
		this.fold = fold;
		this.cases = cases;
		this.thin = hasThinMargin(wanted.kpis);
		this.rules = wanted.rules;
		this.decision = new ZenEngine().createDecision(modelOf(wanted));
		this.subjects = [];
		this.asked = [];
	}

	ask(seller, standard) {
		const { sums } = this.fold;
		const { team } = seller;
		const revenue = sums[seller.cell];
		this.subjects.push({ seller, day: standard.day });
		this.asked.push({
			elapsed: standard.elapsed,
			revenue,
			limit: standard.sellerLimit(seller.target),
			team_revenue: sums[team.cell],
			team_limit: standard.teamLimit(team.target),
			rate: this.thin ? sums[seller.cell + 1] / revenue : 0,
			...this.otherFacts(seller),
		});
	}

	otherFacts(seller) {
		const facts = {};
		for (let kpi = 0; this.rules > 0 && kpi < OTHERS; kpi++) facts[`other${kpi}`] = otherSum(this.fold.sums, seller, kpi);
		return facts;
	}

	concludeOthers(seller, day, asked, hits) {
		const holding = new Set(hits.map((hit) => Number(hit.decision) - 3).filter((n) => n >= 0));
		for (const n of new Set([...holding, ...seller.others]))
			this.cases.concludeOther(n, seller, holding.has(n), day, asked[`other${n % OTHERS}`]);
	}

	async settle() {
		if (this.asked.length === 0) return;
		const { subjects, asked } = this;
		this.subjects = [];
		this.asked = [];
		const { verdicts } = (await this.decision.evaluate({ asked })).result;
		for (let i = 0; i < asked.length; i++) {
			const { seller, day } = subjects[i];
			const holds = (decision) => verdicts[i].some((hit) => hit.decision === decision);
			this.cases.conclude(1, seller.team, holds(1), day, asked[i].team_revenue);
			this.cases.conclude(0, seller, holds(0), day, asked[i].revenue);
			if (this.thin) this.cases.conclude(2, seller, holds(2), day, asked[i].rate);
			if (this.rules > 0) this.concludeOthers(seller, day, asked[i], verdicts[i]);
		}
	}
}

await consume((fold, cases, wanted) => new Judge(fold, cases, wanted));
