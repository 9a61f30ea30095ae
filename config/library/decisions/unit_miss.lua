-- A20. A unit is 10 % behind and at least half of its sellers are below amber: then it is no matter of single sellers. Data,
-- market, supply, people and the plan itself are looked at in this order, and what is left is management. As long as the case
-- is open plan_lag keeps quiet about every seller of the unit: they stand in one list.
--
-- Basis: underperformance across the board, the best included, points to the market, the supply or the plan, not to the people.
-- Needs: rev with plans of sellers and the unit's plan as their sum, leads by plan, rep_missing, failures, capacity.yaml with
-- quotas.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

-- ---- guard: how many sellers are below amber, and who ----

local function sellers_behind(case)
  local sellers = case:contributors("rev", { by = "seller" })
  local list, all = {}, 0
  for _, s in ipairs(sellers and sellers.members or {}) do
    if s.base and not sdm.equal(s.base, 0) then
      all = all + 1
      if s.gap and s.gap <= -case.p.amber * s.base then
        table.insert(list, s)
      end
    end
  end
  return list, all
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Data: reports are missing.
local function data(case)
  local missing = case:kpi("rep_missing")
  if missing.fact and missing.fact >= case.p.missing then
    return {
      code = "data",
      ru = "не сдано отчётов: " .. sdm.format(missing.fact, "count", "ru"),
      en = "reports missing: " .. sdm.format(missing.fact, "count", "en"),
    }
  end
end

-- 2. Market: a fifth fewer leads than planned, whatever the source.
local function market(case)
  local leads = case:kpi("leads")
  if leads.fact and leads.expected and leads.fact <= (1 - case.p.market) * leads.expected then
    return {
      code = "market",
      ru = "лидов " .. percent(leads.fact / leads.expected, "ru") .. " плана",
      en = percent(leads.fact / leads.expected, "en") .. " of the planned leads",
    }
  end
end

-- 3. Supply: failures of service, returns and late deliveries.
local function supply(case)
  local failures, orders = case:kpi("failures"), case:kpi("orders")
  if failures.fact and orders.fact and not sdm.equal(orders.fact, 0) and failures.fact >= case.p.failures * orders.fact then
    return {
      code = "supply",
      ru = "сбоев сервиса " .. percent(failures.fact / orders.fact, "ru") .. " от числа заказов",
      en = "service failures come to " .. percent(failures.fact / orders.fact, "en") .. " of the orders",
    }
  end
end

-- 4. People: what the sellers and newcomers can bring is less than the plan.
local function people(case)
  local capacity = case:capacity("rev")
  if capacity and capacity.target and capacity.amount < case.p.capacity * capacity.target then
    return {
      code = "people",
      ru = "численность даёт " .. money(capacity.amount, "ru") .. " из " .. money(capacity.target, "ru"),
      en = "the people can bring " .. money(capacity.amount, "en") .. " of " .. money(capacity.target, "en"),
    }
  end
end

-- 5. The plan: well above what the unit has made in the months before.
local function plan(case)
  local months = case:trend("rev", 3)
  if months and case.target and case.target > case.p.history * months.mean then
    return {
      code = "plan",
      ru = "план выше среднего за прошлые месяцы: " .. money(months.mean, "ru"),
      en = "the plan is above the average of the months before: " .. money(months.mean, "en"),
    }
  end
end

-- 6. Management.
local function management()
  return { code = "management", ru = "внешних причин нет: дело в управлении", en = "there is no outer cause: it is management" }
end

local function diagnose(case)
  return data(case) or market(case) or supply(case) or people(case) or plan(case) or management()
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local branch = {
  data = function(case)
    local task = give(case, "fix_data", "operations", case.p.data_due,
      "Исправить данные и пересчитать",
      "Put the data right and recalculate")
    return task
  end,
  market = function(case)
    local task = give(case, "strategy_session", "director", case.p.market_due,
      "Стратегическая сессия: приоритеты по сегментам",
      "Strategy session: priorities by segment")
    return task
  end,
  supply = function(case)
    local task = give(case, "fix_supply", "operations", case.p.market_due,
      "Устранить сбои поставки и сервиса",
      "Mend supply and service")
    return task
  end,
  people = function(case)
    local task = give(case, "requisition", "hr", case.p.market_due,
      "Заявка на подбор и временное перераспределение клиентов",
      "Requisition, and clients shared out for the time being")
    return task
  end,
  plan = function(case)
    local task = give(case, "plan_revision", "director", case.p.market_due,
      "Предложение о пересмотре плана: причина, расчёт, было и стало",
      "Proposal to revise the plan: cause, calculation, before and after")
    return task
  end,
  management = function(case)
    local task = give(case, "one_to_one", "director", case.p.talk_due,
      "Разговор с руководителем один на один",
      "One-to-one with the head")
    return task
  end,
}

local function names(list, language)
  local all = ""
  for i, s in ipairs(list) do
    all = all .. (i > 1 and ", " or "") .. s.title[language]
  end
  return all
end

local function tell(case, cause, list)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = "director",
    why = {
      ru = case.title.ru .. " отстаёт от плана на " .. money(-case.gap, "ru") .. " (" .. percent(-case.deviation, "ru")
        .. "); отстают: "
        .. names(list, "ru") .. "; " .. cause.ru,
      en = case.title.en .. " is behind plan by " .. money(-case.gap, "en") .. " (" .. percent(-case.deviation, "en")
        .. "); behind are "
        .. names(list, "en") .. "; " .. cause.en,
    },
  }
end

local function run(case)
  local list, all = sellers_behind(case)
  if all == 0 or #list < all * case.p.half then
    case:close("single_sellers") -- plan_lag takes each of them
    return
  end
  local cause = diagnose(case)

  tell(case, cause, list)
  local task = branch[cause.code](case)
  local decision = case:ask("decision", {
    to = "director",
    question = {
      ru = case.title.ru .. ": запишите решение и его причину",
      en = case.title.en .. ": record the decision and its reason",
    },
    remind = case.p.remind,
  })
  local out = case:first("follow_up", { back = case:cleared(), done = case:done(task), late = case:timer(case.p.follow_up) })
  if out.key == "late" then
    case:worsen("red")
    case:escalate { to = "director", why = {
      ru = case.title.ru .. ": за две недели не изменилось ничего",
      en = case.title.en .. ": nothing has changed in two weeks" },
    }
  end
  if cause.code == "data" and out.key == "done" then
    case:close("void") -- it was the data
    return
  end
  if out.key == "back" then
    case:wait(decision)
  else
    case:all("closing", { back = case:cleared(), decision = decision })
  end
  case:close("recovered")
end

return sdm.decision "unit_miss" {
  api = 1,
  title = { ru = "Подразделение не выполняет план", en = "Unit behind plan" },
  owner = "consultant@library",
  params = {
    miss = sdm.percent(10), -- of the unit
    clear = sdm.percent(5),
    grace = sdm.percent(20),
    amber = sdm.percent(5), -- of a seller
    half = sdm.percent(50), -- of the sellers
    days = sdm.workdays(1), -- as soon as plan_lag_red would open for its sellers
    back = sdm.workdays(2),
    missing = 3, -- reports
    market = sdm.percent(20), -- fewer leads
    failures = sdm.percent(10), -- of the orders
    capacity = sdm.percent(95), -- of the plan
    history = 1.25, -- times the average of three months
    data_due = sdm.workdays(1),
    market_due = sdm.workdays(5),
    talk_due = sdm.workdays(2),
    follow_up = sdm.workdays(10),
    remind = sdm.workdays(1),
    boss = sdm.workdays(2),
    overdue = sdm.workdays(2),
    top = sdm.workdays(5),
  },
  watch = { kpi = "rev", each = "team", period = "month" },
  when = sdm.behind { by = "miss", elapsed = "grace" },
  clear = sdm.behind { by = "clear", negate = true },
  for_ = "days",
  clear_for = "back",
  on_missing = "hold",
  severity = "amber",
  escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
  run = run,
}
