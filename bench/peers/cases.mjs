// Cases: a rule that begins to hold opens one and writes an alert, one that ceases to hold closes it and writes another.

import { ALERTS, DECISIONS, MONEY, OTHERS } from './company.mjs';

// What further rule `n` watches.
export const otherSum = (sums, subject, n) => sums[subject.cell + subject.width - OTHERS + (n % OTHERS)];

export class Cases {
	constructor() {
		this.alerts = []; // XADD commands of the batch at hand
	}

	write(decision, subject, kind, day, fact) {
		this.writeCode(DECISIONS[decision], subject, kind, day, fact);
	}

	writeCode(code, subject, kind, day, fact) {
		this.alerts.push(['XADD', ALERTS, '*', 'decision', code, 'scope', subject.scope, 'period', subject.month, 'kind', kind,
			'to', 'director', 'day', day, 'fact', String(fact)]);
	}

	// What a rule says about a subject now; `fact` is the figure that it was asked about.
	conclude(decision, subject, holds, day, fact) {
		const bit = 1 << decision;
		if (holds === ((subject.open & bit) !== 0)) return;
		subject.open ^= bit;
		this.write(decision, subject, holds ? 'open' : 'resolved', day, decision === 2 ? fact : fact / MONEY);
	}

	// Of further rule `n`.
	concludeOther(n, subject, holds, day, fact) {
		if (holds === subject.others.has(n)) return;
		if (holds) subject.others.add(n);
		else subject.others.delete(n);
		this.writeCode(`other_${n}`, subject, holds ? 'open' : 'resolved', day, fact / MONEY);
	}

	// The month is over.
	expire(subject, day, sums) {
		const at = subject.cell;
		for (const n of subject.others) this.writeCode(`other_${n}`, subject, 'expired', day, otherSum(sums, subject, n) / MONEY);
		subject.others.clear();
		for (let decision = 0; subject.open !== 0 && decision < DECISIONS.length; decision++) {
			const bit = 1 << decision;
			if (!(subject.open & bit)) continue;
			subject.open ^= bit;
			this.write(decision, subject, 'expired', day, decision === 2 ? sums[at + 1] / sums[at] : sums[at] / MONEY);
		}
	}
}
