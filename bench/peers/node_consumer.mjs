// A plain Node.js consumer: the three rules are comparisons in JavaScript.

import { ELAPSED, THIN } from './company.mjs';
import { consume } from './consumer.mjs';

class Judge {
	constructor(fold, cases) {
		this.fold = fold;
		this.cases = cases;
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
		const rate = sums[seller.cell + 1] / revenue;
		this.cases.conclude(2, seller, rate < THIN, day, rate);
	}

	settle() {}
}

await consume((fold, cases) => new Judge(fold, cases));
