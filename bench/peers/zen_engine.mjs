// The consumer with zen-engine: the three rules are a decision table that runs in its loop mode, so that one evaluation, outside
// the thread of JavaScript, judges all reports of a batch. An evaluation for each report takes three times as long.

import { ZenEngine } from '@gorules/zen-engine';
import { DECISIONS, ELAPSED, THIN } from './company.mjs';
import { consume } from './consumer.mjs';

const CONDITIONS = [
	`elapsed >= ${ELAPSED} and revenue < limit`,
	`elapsed >= ${ELAPSED} and team_revenue < team_limit`,
	`rate < ${THIN}`,
];
const node = (id, type, content = {}) => ({ id, name: id, type, content, position: { x: 0, y: 0 } });
const table = {
	hitPolicy: 'collect',
	executionMode: 'loop',
	inputField: 'asked',
	outputPath: 'verdicts',
	passThrough: false,
	inputs: [{ id: 'when', name: 'when' }],
	outputs: [{ id: 'then', name: 'then', field: 'decision' }],
	rules: CONDITIONS.map((when, i) => ({ _id: DECISIONS[i], when, then: String(i) })),
};
const model = {
	nodes: [node('asked', 'inputNode'), node('rules', 'decisionTableNode', table), node('verdicts', 'outputNode')],
	edges: [
		{ id: 'in', sourceId: 'asked', targetId: 'rules', type: 'edge' },
		{ id: 'out', sourceId: 'rules', targetId: 'verdicts', type: 'edge' },
	],
};

class Judge {
	constructor(fold, cases) {
		this.fold = fold;
		this.cases = cases;
		this.decision = new ZenEngine().createDecision(model);
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
			rate: sums[seller.cell + 1] / revenue,
		});
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
			this.cases.conclude(2, seller, holds(2), day, asked[i].rate);
		}
	}
}

await consume((fold, cases) => new Judge(fold, cases));
