-- luacheck: std lua51, globals redis struct KEYS ARGV
-- The fold inside Redis, one call for each report. A cell is a string of six sums (doubles, exact up to 2^53) and the bits of the
-- rules whose case is open; a report is its revision, its place and five values. An MGET and an MSET move all of them.
--
-- report: KEYS id    ARGV report, place, standard, entry, rev, revenue, margin, calls, meets, offers
-- day:    KEYS -     ARGV day, place, standard
-- expire: KEYS -     ARGV expire, month, day, scope
-- show:   KEYS -     ARGV show, scope, period
-- place: "seller team region company day week month quarter"
-- standard: "seller's limit, team's limit, day", where a limit below 0 means that the rules are not to be asked
-- Keys of cells are made here, not declared: one server allows it, and the client has sixteen arguments fewer to send for each
-- report.
local CELL = "<ddddddB"
local REPORT, PLACE_AT = "<dddddd", 49 -- its place follows
local DECISIONS = { "seller_behind", "team_behind", "thin_margin" }
local THIN, MONEY = 0.05, 10000
local SELLER_MONTH, TEAM_MONTH = 4, 8 -- of texts that begin with the id and go on with four periods of each scope
local PREFIX, ALERTS, POSITION = "bench:peer:cell:", "bench:peer:alerts", "bench:peer:position"
local call, pack, unpack_text = redis.call, struct.pack, struct.unpack

local function alert(decision, scope, month, kind, day, fact)
	call("XADD", ALERTS, "*", "decision", DECISIONS[decision], "scope", scope, "period", month, "kind", kind, "to", "director",
		"day", day, "fact", string.format("%.15g", decision == 3 and fact or fact / MONEY))
end

-- What a rule says now against the bit that tells of an open case; the bits afterwards.
local function conclude(bits, decision, holds, scope, month, day, fact)
	local bit = 2 ^ (decision - 1)
	if holds == (bits % (2 * bit) >= bit) then return bits end
	alert(decision, scope, month, holds and "open" or "resolved", day, fact)
	return holds and bits + bit or bits - bit
end

-- The three rules; the bits of both cells afterwards. A limit of 0: too little of the month has passed.
local function judge(seller, team, month, revenue, margin, bits, team_revenue, team_bits)
	local limit, team_limit, day = ARGV[3]:match("(%S+) (%S+) (%S+)")
	limit, team_limit = tonumber(limit), tonumber(team_limit)
	if limit < 0 then return bits, team_bits end
	team_bits = conclude(team_bits, 2, team_revenue < team_limit, team, month, day, team_revenue)
	bits = conclude(bits, 1, revenue < limit, seller, month, day, revenue)
	bits = conclude(bits, 3, margin / revenue < THIN, seller, month, day, margin / revenue)
	return bits, team_bits
end

local function place_of()
	return ARGV[2]:match("(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)")
end

-- How a report changes the sums, against the revision that counted so far; nil: not at all.
local function change_of(known, place, rev, a, b, c, d, e)
	if not known then return 1, a, b, c, d, e end
	local had, ka, kb, kc, kd, ke = unpack_text(REPORT, known)
	if rev < had then return nil end
	if known:sub(PLACE_AT) ~= place then error("a correction may not move a report") end
	if rev == had then
		if a ~= ka or b ~= kb or c ~= kc or d ~= kd or e ~= ke then error("this revision came before with other content") end
		return nil
	end
	return 0, a - ka, b - kb, c - kc, d - kd, e - ke
end

local function cell_of(text)
	if not text then return 0, 0, 0, 0, 0, 0, 0 end
	return unpack_text(CELL, text)
end

local function keys_of(seller, team, region, company, ...)
	local keys, count = { KEYS[1] }, 1
	for _, scope in ipairs { seller, team, region, company } do
		local prefix = PREFIX .. scope .. ":"
		for _, period in ipairs { ... } do
			count = count + 1
			keys[count] = prefix .. period
		end
	end
	return keys
end

local function report()
	local seller, team, region, company, day, week, month, quarter = place_of()
	local keys = keys_of(seller, team, region, company, day, week, month, quarter)
	local texts = call("MGET", unpack(keys))
	local place, rev = ARGV[2], tonumber(ARGV[5])
	local a, b, c, d, e = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
	local dn, da, db, dc, dd, de = change_of(texts[1], place, rev, a, b, c, d, e)
	if not dn then
		call("SET", POSITION, ARGV[4])
		return
	end
	local out = { POSITION, ARGV[4], KEYS[1], pack(REPORT, rev, a, b, c, d, e) .. place }
	local revenue, margin, bits
	for i = 2, 17 do
		local ca, cb, cc, cd, ce, cn, cell_bits = cell_of(texts[i])
		ca, cb = ca + da, cb + db
		if i == SELLER_MONTH then
			revenue, margin, bits = ca, cb, cell_bits
		elseif i == TEAM_MONTH then
			bits, cell_bits = judge(seller, team, month, revenue, margin, bits, ca, cell_bits)
			local before = out[2 * SELLER_MONTH + 2]
			out[2 * SELLER_MONTH + 2] = before:sub(1, -2) .. string.char(bits)
		end
		out[2 * i + 1] = keys[i]
		out[2 * i + 2] = pack(CELL, ca, cb, cc + dc, cd + dd, ce + de, cn + dn, cell_bits)
	end
	call("MSET", unpack(out))
end

local function day()
	local seller, team, _, _, _, _, month = place_of()
	local key, team_key = PREFIX .. seller .. ":" .. month, PREFIX .. team .. ":" .. month
	local texts = call("MGET", key, team_key)
	if not texts[1] then return end
	local own, above = { unpack_text(CELL, texts[1]) }, { unpack_text(CELL, texts[2]) }
	own[7], above[7] = judge(seller, team, month, own[1], own[2], own[7], above[1], above[7])
	call("MSET", key, pack(CELL, unpack(own)), team_key, pack(CELL, unpack(above)))
end

local function expire()
	local month, scope = ARGV[2], ARGV[4]
	local key = PREFIX .. scope .. ":" .. month
	local a, b, c, d, e, n, bits = cell_of(call("GET", key))
	for decision = 1, #DECISIONS do
		local bit = 2 ^ (decision - 1)
		if bits % (2 * bit) >= bit then
			alert(decision, scope, month, "expired", ARGV[3], decision == 3 and b / a or a)
		end
	end
	if bits > 0 then call("SET", key, pack(CELL, a, b, c, d, e, n, 0)) end
end

local function show()
	local text, sums = call("GET", PREFIX .. ARGV[2] .. ":" .. ARGV[3]), {}
	if not text then return nil end
	for i, sum in ipairs { unpack_text("<dddddd", text) } do sums[i] = string.format("%.17g", sum) end
	return sums
end

if ARGV[1] == "report" then
	report()
elseif ARGV[1] == "day" then
	day()
elseif ARGV[1] == "expire" then
	expire()
else
	return show()
end
