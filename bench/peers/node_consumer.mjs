// A plain Node.js consumer: the three rules are comparisons in JavaScript. Of the further ones those are asked whose KPI a report has
// changed.

import { otherSum } from './cases.mjs';
import { ELAPSED, hasThinMargin, otherLimit, OTHERS, THIN } from './company.mjs';
import { consume } from './consumer.mjs';

class Judge {
	constructor(fold, cases, { kpis, rules }) {
		this.fold = fold;
		this.cases = cases;
		this.thin = hasThinMargin(kpis);
		this.rules = rules;
	}

	askOthers(seller, day) {
		const { changed, sums } = this.fold;
		for (const kpi of changed) {
			const sum = otherSum(sums, seller, kpi);
			for (let n = kpi; n < this.rules; n += OTHERS) this.cases.concludeOther(n, seller, sum > otherLimit(n), day, sum);
		}
	}

	ask(seller, standard) {
		const { sums } = this.fold;
		const { team } = seller;
		const { day } = standard;
		const revenue = sums[seller.cell];
		const teamRevenue = sums[team.cell];
		const late = standard.elapsed >= ELAPSED;
		this.cases.conclude(1, team, late && teamRevenue < standard.teamLimit(team.target), day, teamRevenue);
		this.cases.conclude(0, seller, late && revenue < standard.sellerLimit(seller.target), day, revenue);
		if (this.thin) {
			const rate = sums[seller.cell + 1] / revenue;
			this.cases.conclude(2, seller, rate < THIN, day, rate);
		}
		if (this.rules > 0) this.askOthers(seller, day);
	}

	settle() {}
}

await consume((fold, cases, wanted) => new Judge(fold, cases, wanted));
