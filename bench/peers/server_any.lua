-- luacheck: std lua51, globals redis struct KEYS ARGV MEASURES RULES HAS_THIN
-- server.lua for a company that adds up other measures than the usual six: lists in place of six variables. The client writes two
-- lines before this: MEASURES, of each its field (1 to 5, 0 the number of reports) and above how many calls a report counts;
-- RULES, how many further rules there are; HAS_THIN, whether the margin rate is watched.
local WIDTH, OTHERS, CALLS = #MEASURES, 10, 3
local CELL, REPORT = "<" .. ("d"):rep(WIDTH) .. "B", "<dddddd"
local PLACE_AT = 49 -- of a report: its place follows six doubles
local DECISIONS = { "seller_behind", "team_behind", "thin_margin" }
local THIN, MONEY = 0.05, 10000
local SELLER_MONTH, TEAM_MONTH = 4, 8
local PREFIX, ALERTS, POSITION = "bench:peer:cell:", "bench:peer:alerts", "bench:peer:position"
local call, pack, unpack_text = redis.call, struct.pack, struct.unpack

local function alert(code, scope, month, kind, day, fact)
	call("XADD", ALERTS, "*", "decision", code, "scope", scope, "period", month, "kind", kind, "to", "director", "day", day,
		"fact", string.format("%.15g", fact))
end

local function conclude(bits, decision, holds, scope, month, day, fact)
	local bit = 2 ^ (decision - 1)
	if holds == (bits % (2 * bit) >= bit) then return bits end
	alert(DECISIONS[decision], scope, month, holds and "open" or "resolved", day, decision == 3 and fact or fact / MONEY)
	return holds and bits + bit or bits - bit
end

-- Cells end in the bits of their open cases; the bits of both are changed.
local function judge(seller, team, month, own, above)
	local limit, team_limit, day = ARGV[3]:match("(%S+) (%S+) (%S+)")
	limit, team_limit = tonumber(limit), tonumber(team_limit)
	if limit < 0 then return end
	above[WIDTH + 1] = conclude(above[WIDTH + 1], 2, above[1] < team_limit, team, month, day, above[1])
	own[WIDTH + 1] = conclude(own[WIDTH + 1], 1, own[1] < limit, seller, month, day, own[1])
	if HAS_THIN then
		own[WIDTH + 1] = conclude(own[WIDTH + 1], 3, own[2] / own[1] < THIN, seller, month, day, own[2] / own[1])
	end
end

-- The further rules whose KPI the report has changed; which cases are open stands in a set.
local function judge_others(seller, month, own, by)
	local limit, day = ARGV[3]:match("(%S+) %S+ (%S+)")
	if tonumber(limit) < 0 then return end
	local key = "bench:peer:others:" .. seller .. ":" .. month
	for kpi = 0, RULES > 0 and OTHERS - 1 or -1 do
		local at = WIDTH - OTHERS + kpi + 1
		for n = kpi, by[at] ~= 0 and RULES - 1 or -1, OTHERS do
			local holds = own[at] > (1000 + n) * MONEY
			if holds ~= (call("SISMEMBER", key, n) == 1) then
				call(holds and "SADD" or "SREM", key, n)
				alert("other_" .. n, seller, month, holds and "open" or "resolved", day, own[at] / MONEY)
			end
		end
	end
end

local function place_of()
	return ARGV[2]:match("(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)")
end

-- What a report with these five values adds to each sum.
local function add_values(by, sign, values)
	for i = 1, WIDTH do
		local field, over = MEASURES[i][1], MEASURES[i][2]
		if values[CALLS] > over then by[i] = by[i] + sign * (field == 0 and 1 or values[field]) end
	end
end

-- How a report changes the sums, against the revision that counted so far; nil: not at all.
local function change_of(known, place, rev, values)
	local by = {}
	for i = 1, WIDTH do by[i] = 0 end
	add_values(by, 1, values)
	if not known then return by end
	local had = { unpack_text(REPORT, known) }
	local had_rev = table.remove(had, 1)
	if rev < had_rev then return nil end
	if known:sub(PLACE_AT) ~= place then error("a correction may not move a report") end
	if rev == had_rev then
		for i = 1, 5 do if had[i] ~= values[i] then error("this revision came before with other content") end end
		return nil
	end
	add_values(by, -1, had)
	return by
end

local function cell_of(text)
	if text then return { unpack_text(CELL, text) } end
	local cell = {}
	for i = 1, WIDTH + 1 do cell[i] = 0 end
	return cell
end

local function pack_cell(cell)
	return pack(CELL, unpack(cell, 1, WIDTH + 1))
end

local function keys_of(seller, team, region, company, ...)
	local keys, count = { KEYS[1] }, 1
	for _, scope in ipairs { seller, team, region, company } do
		for _, period in ipairs { ... } do
			count = count + 1
			keys[count] = PREFIX .. scope .. ":" .. period
		end
	end
	return keys
end

local function report()
	local seller, team, region, company, day, week, month, quarter = place_of()
	local keys = keys_of(seller, team, region, company, day, week, month, quarter)
	local texts = call("MGET", unpack(keys))
	local place, rev, values = ARGV[2], tonumber(ARGV[5]), {}
	for i = 1, 5 do values[i] = tonumber(ARGV[5 + i]) end
	local by = change_of(texts[1], place, rev, values)
	if not by then
		call("SET", POSITION, ARGV[4])
		return
	end
	local out = { POSITION, ARGV[4], KEYS[1], pack(REPORT, rev, unpack(values)) .. place }
	local cells = {}
	for i = 2, 17 do
		local cell = cell_of(texts[i])
		for j = 1, WIDTH do cell[j] = cell[j] + by[j] end
		cells[i] = cell
	end
	judge(seller, team, month, cells[SELLER_MONTH], cells[TEAM_MONTH])
	judge_others(seller, month, cells[SELLER_MONTH], by)
	for i = 2, 17 do
		out[2 * i + 1] = keys[i]
		out[2 * i + 2] = pack_cell(cells[i])
	end
	call("MSET", unpack(out))
end

local function show()
	local text, sums = call("GET", PREFIX .. ARGV[2] .. ":" .. ARGV[3]), {}
	if not text then return nil end
	for i, sum in ipairs(cell_of(text)) do sums[i] = i <= WIDTH and string.format("%.17g", sum) or nil end
	return sums
end

if ARGV[1] == "report" then
	report()
elseif ARGV[1] == "show" then
	return show()
else
	error("a company with other measures is measured on one day: " .. ARGV[1])
end
