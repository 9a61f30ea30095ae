-- A07. Deals of a seller stand still: no next step is agreed, the client has not been heard of for long, or the deal is in its
-- stage for longer than usual. One alert for each seller with the list inside: forty alerts about forty deals are read by
-- nobody. The weightiest fifth is settled deal by deal, the rest in one go: step, nurture or lost with a reason.
--
-- Basis: a deal without a dated next step that the client has confirmed is a hope; value times probability says where to begin.
-- Needs: entity deal with next_step, max_days of its stages (1.5 times the median of won deals) and silent_after; the KPI
-- deals_stalled.
local sdm = require "sdm"

local function head(case)
  return case.head or "director"
end

-- Who is away has a substitute: his deals cannot wait.
local function doer(case)
  return case.substitute or case.seller
end

-- ---- diagnosis: the deals by amount times probability, and how many of them are worth a talk of their own ----

local function stalled(case)
  return case:entities("deal", { without_next_step = true, silent = true, stale = case.p.stale, sort = "weighted", limit = 20 })
end

-- So many of the first: the top fifth, at least one.
local function top_count(case, deals)
  local share = case.p.top_share * deals.count
  local count = 0
  while count < #deals.list and count < share do
    count = count + 1
  end
  return count
end

local function names(deals, count)
  local all = {}
  for n = 1, count do
    all[n] = deals.list[n].id
  end
  return table.concat(all, ", ")
end

-- ---- branches ----

local function next_step(case, deals, count)
  return case:task("next_step", {
    to = doer(case),
    due = case.p.step_due,
    title = {
      ru = "Согласовать с клиентом следующий шаг с датой: " .. names(deals, count),
      en = "Agree a dated next step with the client: " .. names(deals, count),
    },
  })
end

local function clean_up(case, deals, count)
  local left = deals.count - count
  return case:task("clean_up", {
    to = doer(case),
    due = case.substitute and case.p.step_due or case.p.batch_due,
    title = {
      ru = "По остальным зависшим сделкам (" .. left .. ") решить: шаг, прогрев или отказ с причиной",
      en = "Decide on the other stalled deals (" .. left .. "): step, nurture, or lost with a reason",
    },
  })
end

local function clean_up_hour(case)
  return case:task("clean_up_hour", {
    to = head(case),
    due = case.p.hour_due,
    title = { ru = "Провести час чистки воронки: " .. case.title.ru, en = "Hold a clean-up hour: " .. case.title.en },
  })
end

-- ---- follow-up: as long as it is not clean; after two bad weeks the head sits down with the seller ----

local function still_bad(case)
  return case:check("share", function(s, p) return s.fact ~= nil and s.fact > p.bad end)
end

local function follow_up(case)
  local bad_before = false

  case:worsen("red")
  for _ = 1, 4 do
    local bad = still_bad(case)
    if bad and bad_before then
      clean_up_hour(case)
      case:escalate {
        why = {
          ru = case.title.ru .. ": две недели подряд зависло " .. sdm.format(case.fact, "percent", "ru") .. " сделок",
          en = case.title.en .. ": " .. sdm.format(case.fact, "percent", "en") .. " of the deals stalled two weeks running",
        },
      }
      return
    end
    bad_before = bad
    if case:first("week", { back = case:cleared(), late = case:timer(case.p.week) }).key == "back" then
      return
    end
  end
end

local function run(case)
  local deals = stalled(case)
  local count = top_count(case, deals)

  case:alert {
    to = doer(case) or head(case),
    why = {
      ru = "Зависшие сделки. " .. deals:text().ru,
      en = "Stalled deals. " .. deals:text().en,
    },
  }
  case:note {
    ru = "Диагноз: зависло " .. deals.count .. " из " .. deals.of .. ", по отдельности " .. count,
    en = "Diagnosis: " .. deals.count .. " of " .. deals.of .. " stalled, " .. count .. " one by one",
  }
  local tasks = { back = case:cleared(), top = case:done(next_step(case, deals, count)) }
  if deals.count > count then
    tasks.batch = case:done(clean_up(case, deals, count))
  end

  local out = case:first("follow_up", { back = case:cleared(), late = case:timer(case.p.follow_up) })
  if out.key == "late" then
    follow_up(case)
  end
  case:all("closing", tasks)
  case:close("recovered")
end

return sdm.decision "stalled_deals" {
  api = 1,
  title = { ru = "Зависшие сделки", en = "Stalled deals" },
  owner = "consultant@library",
  params = {
    share = sdm.percent(10), -- of the open deals: from here on it is a case, below it is clean
    bad = sdm.percent(25),
    stale = 1, -- times max_days of the stage
    top_share = sdm.percent(20), -- by weighted amount: one by one
    days = sdm.days(2), -- calendar days: those of whoever is away count too, his substitute is there
    back = sdm.workdays(2),
    step_due = sdm.workdays(1),
    batch_due = sdm.workdays(3),
    hour_due = sdm.workdays(2),
    follow_up = sdm.workdays(3),
    week = sdm.workdays(5),
    remind = sdm.workdays(1),
    boss = sdm.workdays(2),
    overdue = sdm.workdays(2),
    top = sdm.workdays(5),
  },
  watch = { kpi = "deals_stalled", each = "seller", period = "year", roles = { "seller", "newcomer" } },
  when = sdm.above { value = "share", or_equal = true },
  clear = sdm.above { value = "share", or_equal = true, negate = true },
  for_ = "days",
  clear_for = "back",
  on_missing = "clear",
  severity = "amber",
  inhibited_by = { "report_missing", "report_unreliable" },
  escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
  run = run,
}
