// The bench's company as bench/invent.c writes it: who belongs where, which periods a day is in, what the plans ask for. All of
// it is looked up once a seller or day, never at a report.

const TEAMS = 40;
const REGIONS = 5;
const DAY_MS = 86400000;
export const FIELDS = ['revenue', 'margin', 'calls', 'meets', 'offers'];
export const OTHERS = 10; // KPIs that the rules beyond the three share
const OTHERS_OVER = 1000; // calls that no report has
export const MONEY = 10000; // amounts are whole ten-thousandths, so that sums are exact up to 900 billion
export const ALERTS = 'bench:peer:alerts';
export const POSITION = 'bench:peer:position';

export const DECISIONS = ['seller_behind', 'team_behind', 'thin_margin'];
const SHARES = [0.8, 0.9]; // of plan-to-date, below which a seller and a team are behind
export const ELAPSED = 0.2; // share of the month that must be over for that
export const THIN = 0.05; // a margin rate below this is thin

export const dayText = (ms) => new Date(ms).toISOString().slice(0, 10);
const isWorkday = (ms) => new Date(ms).getUTCDay() % 6 !== 0;

function workdays(fromMs, toMs) {
	let count = 0;
	for (let ms = fromMs; ms < toMs; ms += DAY_MS) count += isWorkday(ms);
	return count;
}

function weekText(ms) {
	const thursday = ms + (3 - ((new Date(ms).getUTCDay() + 6) % 7)) * DAY_MS;
	const year = new Date(thursday).getUTCFullYear();
	const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS));
	return `${year}-W${String(week).padStart(2, '0')}`;
}

// The four periods of a day: day, week, month, quarter; null: not a day.
export function periodsOf(day) {
	const ms = Date.parse(day);
	if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(ms)) return null;
	return [day, weekText(ms), day.slice(0, 7), `${day.slice(0, 4)}-Q${Math.ceil(day.slice(5, 7) / 3)}`];
}

// The sellers by code, each with its four scopes: itself, team, region, company.
export function sellersOf(count) {
	const sellers = new Map();
	for (let i = 0; i < count; i++) {
		const code = `S${String(i).padStart(6, '0')}`;
		const team = i % TEAMS;
		sellers.set(code, { code, team: `T${String(team).padStart(2, '0')}`, region: `R${team % REGIONS}`, company: 'C' });
	}
	return sellers;
}

export class Plans {
	constructor(sellerCount, target) {
		this.target = target * MONEY;
		this.sellerCount = sellerCount;
	}

	ofTeam(team) {
		const number = Number(team.slice(1));
		return this.target * Math.floor((this.sellerCount - number + TEAMS - 1) / TEAMS);
	}
}

// What figures are held against on a day: the plan of the working days up to and with `endedMs`, the last day that has ended.
export class Standard {
	constructor(dayMs, endedMs) {
		const date = new Date(dayMs);
		const fromMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
		const toMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
		this.day = dayText(dayMs);
		this.month = this.day.slice(0, 7);
		this.endsMonth = dayMs + DAY_MS === toMs;
		this.elapsed = workdays(fromMs, endedMs + DAY_MS) / workdays(fromMs, toMs);
	}

	sellerLimit(target) {
		return SHARES[0] * target * this.elapsed;
	}

	teamLimit(target) {
		return SHARES[1] * target * this.elapsed;
	}
}

// What a company of so many KPIs and further rules adds up, in the order of a cell's sums: a field, null for the number of reports;
// only of reports with more than `over` calls.
export function measuresOf(kpis, rules) {
	const list = FIELDS.slice(0, kpis).map((field) => ({ field, over: -1 }));
	if (kpis >= 10) list.push({ field: null, over: -1 });
	for (let i = 10; i < kpis; i += 2) list.push({ field: FIELDS[(i / 2) % 5], over: i });
	for (let i = 0; rules > 0 && i < OTHERS; i++) list.push({ field: 'revenue', over: OTHERS_OVER + i });
	return list;
}

export const hasThinMargin = (kpis) => kpis >= 7;

// The limit of further rule `n`, which watches the KPI of measure n % OTHERS of the last ones.
export const otherLimit = (n) => (1000 + n) * MONEY;

const over = (a, b) => (b === 0 ? null : a / b);

// A cell's KPIs as numbers; what divides by 0 is null.
export function kpisOf(sums, kpis, measures) {
	const natural = sums.slice(0, measures.length).map((sum, i) => (FIELDS.indexOf(measures[i].field) < 2 && measures[i].field ? sum / MONEY : sum));
	const [revenue] = natural;
	const out = kpis >= 10 ? firstKpis(sums) : Object.fromEntries(FIELDS.slice(0, kpis).map((field, i) => [field, natural[i]]));
	for (let i = 10; i < kpis; i++) {
		const part = natural[6 + Math.floor((i - 10) / 2)];
		out[`kpi_${i}`] = i % 2 ? over(part, revenue) : part;
	}
	measures.forEach((measure, i) => {
		if (measure.over >= OTHERS_OVER) out[`other_${measure.over - OTHERS_OVER}`] = natural[i];
	});
	return out;
}

// The first ten, of a cell's first six sums.
function firstKpis([revenue, margin, calls, meets, offers, reports]) {
	return {
		revenue: revenue / MONEY,
		margin: margin / MONEY,
		calls,
		meets,
		offers,
		cost: (revenue - margin) / MONEY,
		margin_rate: over(margin, revenue),
		conversion: over(meets, calls),
		offer_rate: over(offers, meets),
		average: over(revenue / MONEY, reports),
	};
}

export { DAY_MS };
