# Makes the reports of a few weeks of the example company, one file of XADD commands a day: the same seed, the same reports.
#
#	awk -f tools/demo-reports.awk -v seed=7 -v from=2026-10-01 -v to=2026-10-30 -v out=FOLDER \
#		config/acme/org.yaml config/acme/data/plan_revenue.csv
#
# Sellers earn roughly their plan; four of them have a story (see story() below). Plain POSIX awk, ASCII output only, so
# that the length of a text is its number of bytes under every awk.

function random(	r) { # 0 <= r < 1, the same under every awk
	state = (state * 16807) % 2147483647
	return state / 2147483647
}
function between(low, high) { return low + int(random() * (high - low + 1)) }

function day_number(text,	y, m, d, era_y) { # days since 1970-01-01
	y = substr(text, 1, 4) + 0; m = substr(text, 6, 2) + 0; d = substr(text, 9, 2) + 0
	if (m <= 2) { y--; m += 12 }
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 1 - 719468
}
function day_text(n,	era, doe, yoe, y, doy, mp, d, m) {
	n += 719468
	era = int(n / 146097); doe = n - era * 146097
	yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
	y = yoe + era * 400; doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
	mp = int((5 * doy + 2) / 153); d = doy - int((153 * mp + 2) / 5) + 1; m = mp < 10 ? mp + 3 : mp - 9
	return sprintf("%04d-%02d-%02d", y + (m <= 2), m, d)
}

# What is different about a seller on a day: share of normal calls, meetings and sales, and the discount in percent.
function story(who, day) {
	calls_share = 1; meets_share = 1; sales_share = strength[who]; discount = 3 + random() * 5; lost_share = 0.6
	if (who == "s.ivanov" && day >= "2026-10-08") { calls_share = 0.35; meets_share = 0.4; sales_share = 0.3 }
	if (who == "s.osipova") { meets_share = 0.5; sales_share = 0.55; lost_share = 2.2 }
	if (who == "s.shcherbakov") sales_share = day < "2026-10-15" ? 0.35 : 2.3
	if (who == "s.tarasova") { discount = 17 + random() * 8; sales_share = 1.05 }
}

function field(name, text) {
	parts = parts "$" length(name) "\r\n" name "\r\n$" length(text) "\r\n" text "\r\n"
	count += 2
}
function begin_at(form, id, who, at, received_at) {
	parts = ""; count = 0
	field("form", form); field("id", id); field("seller", who); field("at", at); field("received_at", received_at)
}
function begin(form, id, who, minute,	local) {
	local = sprintf("%sT%02d:%02d:%02d%s", today, int(minute / 60), minute % 60, between(0, 59), offset[who])
	begin_at(form, id, who, local, local)
}
# Entries of a day stand by the minute of universal time at which they arrive.
function end(who, minute,	slot, key) {
	key = "sdm:{acme}:reports"
	slot = minute - hours[who] * 60
	entries[slot] = entries[slot] "*" (count + 3) "\r\n$4\r\nXADD\r\n$" length(key) "\r\n" key "\r\n$1\r\n*\r\n" parts
	made++
}

function deal(who, kind, minute, amount, reason,	client, kind_no) {
	client = between(1, 24)
	begin("deal", "E" (++events), who, minute)
	field("kind", kind); field("deal", "D" (kind == "engaged" ? ++deals : between(1, deals)))
	field("client", who "-" client)
	field("potential", substr("ABBCCC", client % 6 + 1, 1))
	split("large medium medium small small small", sizes, " ")
	field("size", sizes[client % 6 + 1])
	field("product", lines[between(1, line_count)])
	field("list", sprintf("%.2f", amount / (1 - discount / 100)))
	if (kind != "engaged") {
		field("cycle_days", between(5, 45))
		if (kind == "won") field("amount", sprintf("%.2f", amount))
		else field("lost_reason", reason)
	}
	end(who, minute)
}
function day_of_seller(who,	calls, meets, won, lost, left, size, minute) {
	story(who, today)
	earned[who] += plan[who] / 22 * sales_share * (0.75 + random() * 0.5)
	while (earned[who] >= next_deal[who]) {
		size = next_deal[who]
		earned[who] -= size
		deal(who, "won", between(600, 1075), int(size / 100) * 100)
		next_deal[who] = between(40, 160) * 1000
		won++
	}
	pending[who] += (won + 0.25) * lost_share * (0.6 + random() * 0.8)
	while (pending[who] >= 1) {
		pending[who]--; lost++
		split("price competitor timing no_need other", reasons, " ")
		deal(who, "lost", between(600, 1075), between(40, 160) * 1000, reasons[between(1, 5)])
	}
	for (left = won + lost; left > 0; left--) deal(who, "engaged", between(600, 1075), between(40, 160) * 1000)
	calls = int(between(18, 25) * calls_share); meets = int(between(1, 3) * meets_share + 0.4)
	minute = 1080 + between(0, 40)
	begin("daily", "R-" who "-" today, who, minute)
	field("calls_total", calls); field("calls_result", int(calls * 0.4)); field("contacts_new", between(0, 3))
	field("meets_planned", meets + between(0, 1)); field("meets_done", meets)
	field("kp_sent", between(1, 4)); field("kp_sum", between(2, 9) * 55000)
	if (!is_forgotten(who, today)) end(who, minute)
}
# Daily reports that do not come: one is handed in the next morning, see slips(), two days of another seller never.
function is_forgotten(who, day) {
	return (who == "s.nikitin" && day == "2026-10-13") || (who == "s.yusupova" && (day == "2026-10-20" || day == "2026-10-21"))
}
# What also happens: a report sent twice, one corrected, one that is no report at all, one that comes late.
function slips(number) {
	if (today == "2026-10-14") {
		begin_at("daily", "R-s.nikitin-2026-10-13", "s.nikitin", "2026-10-13T18:20:00+03:00", today "T09:20:00+03:00")
		field("calls_total", 21); field("calls_result", 8); field("meets_done", 2); end("s.nikitin", 560)
	}
	if (number == 4) { again("s.zaitseva"); again("s.petrov") }
	if (number == 9) {
		begin("daily", "R-s.kovaleva-" today, "s.kovaleva", 1130); field("rev", "2")
		field("calls_total", 31); field("calls_result", 12); field("meets_done", 3); end("s.kovaleva", 1130)
	}
	if (number == 11) {
		begin("daily", "R-s.denisov-bad-" today, "s.denisov", 1125)
		field("calls_total", "a lot"); field("calls_result", 3); field("meets_done", 1); end("s.denisov", 1125)
	}
}
function again(who) {
	begin("deal", "E-" who "-again-" today, who, 1135)
	field("kind", "engaged"); field("deal", "D-" who "-again"); field("client", who "-1"); field("potential", "B")
	field("size", "medium"); field("product", lines[1]); field("list", 50000); end(who, 1135)
	end(who, 1136)
}

BEGIN {
	state = seed * 7919 + 17
	line_count = split("tools-hand tools-power tools-measure fixing-screws fixing-anchors paint-inside paint-facade paint-primer sealing-foam sealing-silicone", lines, " ")
	deals = 100
}
FILENAME ~ /org\.yaml$/ && /role: (seller|lead)/ {
	who = $0; sub(/.*id: /, "", who); sub(/,.*/, "", who)
	sellers[++seller_count] = who
	hours[who] = $0 ~ /unit: ekb/ ? 5 : 3
	offset[who] = "+0" hours[who] ":00"
}
FILENAME ~ /plan_revenue\.csv$/ {
	split($0, cell, ",")
	if (cell[3] == "revenue" && cell[5] == substr(from, 1, 7)) plan[cell[2]] = cell[6]
}
END {
	for (i = 1; i <= seller_count; i++) {
		strength[sellers[i]] = 0.97 + random() * 0.2
		next_deal[sellers[i]] = between(30, 120) * 1000
		earned[sellers[i]] = between(0, 90) * 1000
	}
	for (day = day_number(from); day <= day_number(to); day++) {
		if ((day + 3) % 7 >= 5) continue
		today = day_text(day)
		for (minute = 0; minute < 1440; minute++) delete entries[minute]
		made = 0
		for (i = 1; i <= seller_count; i++) day_of_seller(sellers[i])
		slips(++number)
		file = out "/" today ".resp"
		printf "" > file
		for (minute = 0; minute < 1440; minute++)
			if (minute in entries) printf "%s", entries[minute] > file
		close(file)
		print today, made
	}
}
