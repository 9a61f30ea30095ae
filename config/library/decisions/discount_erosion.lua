-- A04. The price goes: a seller's average discount lies above the policy or three points above his unit's, his margin two
-- points below plan, or a discount was given without the approval that it needed. The run looks for the reason in a fixed order
-- and asks for one thing. Who gave what to whom is for the talk between two: only the head hears of it, of approvals finance
-- too.
--
-- Basis: a discount that nobody must explain is given again; it goes without approval, at the end of the period, to one client,
-- or creeps where nothing but the price is argued with.
-- Needs: disc, gm_pct with a plan of sellers, disc_unapproved, given_away, win, a scope seller_client.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- guard ----

-- Above the policy, or so many points above the median of the unit: a discount that all give is no matter of one seller.
local function stands_out(case)
  local disc, peers = case:kpi("disc"), case:peers("disc")
  return disc.fact ~= nil and (disc.fact > case.p.policy or (peers ~= nil and disc.fact > peers.median + case.p.above_peers))
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Discounts without approval.
local function unapproved(case)
  local orders = case:kpi("disc_unapproved")
  if orders.fact and orders.fact > 0 then
    return {
      code = "unapproved",
      ru = "скидок без согласования: " .. sdm.format(orders.fact, "count", "ru"),
      en = "discounts without approval: " .. sdm.format(orders.fact, "count", "en"),
    }
  end
end

-- 2. Only the last days of the period have carried it over the line.
local function end_of_period(case)
  local rev = case:kpi("rev") -- whose plan has the working days
  if rev.total > 0 and rev.total - rev.elapsed < case.p.last_days then
    return { code = "end_of_period", ru = "скидки даны в последние дни периода",
      en = "the discounts were given in the last days of the period" }
  end
end

-- 3. One client: most of what was given away more than in the period before went to him.
local function one_client(case)
  local clients = case:contributors("given_away", { by = "seller_client", against = "previous" })
  local client = clients and clients:largest()
  if client and client.share and client.gap > 0 and client.share >= case.p.one_client then
    return { code = "one_client", ru = "один клиент: " .. client.title.ru, en = "one client: " .. client.title.en }
  end
end

-- 5. Did it pay? Where more is won than before and the margin holds, the policy is the question and not the seller.
local function pays_off(case)
  local win, margin, before = case:kpi("win"), case:kpi("gm_pct"), case:trend("win", 3)
  local more = win.fact and before and before.mean and win.fact > before.mean
  if more and margin.fact and margin.target and margin.fact >= margin.target then
    return {
      code = "policy",
      ru = "выигрывается больше, " .. percent(win.fact, "ru") .. ", и маржа в плане: вопрос к политике скидок",
      en = "more is won, " .. percent(win.fact, "en") .. ", and the margin is as planned: a question of policy",
    }
  end
end

-- 4. Else it creeps: there is no argument but the price.
local function no_argument(case)
  local disc = case:kpi("disc")
  return {
    code = "no_argument",
    ru = "скидка вместо аргументов: в среднем " .. (disc.fact and percent(disc.fact, "ru") or "нет данных"),
    en = "a discount instead of arguments: " .. (disc.fact and percent(disc.fact, "en") or "no data") .. " on average",
  }
end

local function diagnose(case)
  return unapproved(case) or end_of_period(case) or one_client(case) or pays_off(case) or no_argument(case)
end

-- ---- branches ----

local branch = {
  unapproved = function(case)
    case:task("stop_discounts", {
      to = "finance",
      due = case.p.stop_due,
      title = {
        ru = "Не отгружать со скидкой без согласования: " .. case.title.ru,
        en = "Ship nothing at a discount that is not approved: " .. case.title.en,
      },
    })
    local task = case:task("explain", {
      to = case.seller,
      due = case.p.stop_due,
      title = { ru = "Письменно объяснить скидки без согласования", en = "Explain the discounts without approval in writing" },
    })
    return task
  end,
  end_of_period = function(case)
    local task = case:task("approve_each", {
      to = head(case),
      due = case.p.last_days_due,
      title = {
        ru = "До конца периода согласовывать каждую скидку выше " .. percent(case.p.free, "ru") .. ": " .. case.title.ru,
        en = "Until the period ends approve each discount above " .. percent(case.p.free, "en") .. ": " .. case.title.en,
      },
    })
    return task
  end,
  one_client = function(case)
    local task = case:task("contract_price", {
      to = head(case),
      due = case.p.price_due,
      title = { ru = "Пересмотреть цену по договору: " .. case.title.ru, en = "Review the contract price: " .. case.title.en },
    })
    return task
  end,
  policy = function(case)
    local task = case:task("policy", {
      to = "director",
      due = case.p.price_due,
      title = { ru = "Решить, менять ли политику скидок", en = "Decide whether the policy of discounts is to change" },
    })
    return task
  end,
  no_argument = function(case)
    return case:coach("negotiation", { to = head(case), due = case.p.coach_due })
  end,
}

local function tell(case, cause)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ", " .. case.kpi_title.ru .. ": " .. sdm.format(case.fact, nil, "ru") .. "; " .. cause.ru,
      en = case.title.en .. ", " .. case.kpi_title.en .. ": " .. sdm.format(case.fact, nil, "en") .. "; " .. cause.en,
    },
  }
end

-- ---- follow-up ----

-- After ten more orders, or two weeks.
local function ten_orders(case)
  for _ = 1, case.p.weeks do
    local out = case:first("ten_orders", { back = case:cleared(), week = case:timer(case.p.week) })
    if out.key == "back" then
      return true
    end
    if case:check("orders", function(s, p) return s.facts - case.opened.facts >= p.orders end) then
      break
    end
  end
  return false
end

-- Three breaches in 90 days are the director's: the two months before, and this one.
local function third_breach(case)
  local months, breaches = case:trend("disc_unapproved", 2), 1
  for _, month in ipairs(months and months.points or {}) do
    if month.value and month.value > 0 then
      breaches = breaches + 1
    end
  end
  return breaches >= case.p.breaches
end

local function to_director(case, ru, en)
  case:worsen("red")
  case:escalate { to = "director", why = { ru = case.title.ru .. ": " .. ru, en = case.title.en .. ": " .. en } }
end

local function unapproved_run(case)
  local cause = unapproved(case)

  tell(case, cause)
  local explained = branch.unapproved(case)
  if third_breach(case) then
    to_director(case, "скидки без согласования третий месяц", "discounts without approval for the third month")
  end
  if not ten_orders(case) and not case:check("no_more", function(s) return s.fact <= case.opened.fact end) then
    to_director(case, "скидки без согласования продолжаются", "discounts without approval go on")
  end
  case:wait(case:done(explained))
  case:close("explained")
end

local function erosion_run(case)
  local cause = diagnose(case)

  tell(case, cause)
  local task = branch[cause.code](case)
  if ten_orders(case) then
    case:wait(case:done(task))
  else
    to_director(case, "через 10 заказов скидки не снизились", "ten orders later the discounts are the same")
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  end
  case:close("recovered")
end

local function discount_run(case)
  while not stands_out(case) do
    case:wait(case.p.week)
  end
  erosion_run(case)
end

local function erosion(code, kpi, trigger, severity, quiet, story)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Рост скидок, потеря цены", en = "Discounts grow, the price goes" },
    owner = "consultant@library",
    params = {
      policy = sdm.percent(10), -- what a seller may give by himself
      near = sdm.percent(5), -- from here on he is held against his unit
      above_peers = sdm.percent(3), -- points above the unit's median
      margin = sdm.percent(2), -- points below the plan
      grace = sdm.percent(20), -- of the period's weight
      days = sdm.workdays(1),
      back = sdm.workdays(2),
      last_days = 5, -- working days
      one_client = sdm.percent(60), -- of what was given away more
      free = sdm.percent(5), -- needs no approval even then
      stop_due = sdm.workdays(1),
      last_days_due = sdm.workdays(1),
      price_due = sdm.workdays(5),
      coach_due = sdm.workdays(10),
      week = sdm.workdays(5),
      weeks = 2,
      orders = 10,
      breaches = 3, -- in three months
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = kpi, each = "seller", period = "month", roles = { "seller" } },
    when = trigger,
    for_ = "days",
    clear_for = "back",
    on_missing = "hold",
    severity = severity,
    inhibited_by = quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = story,
  }
end

return {
  erosion("discount_unapproved", "disc_unapproved", sdm.above { value = 0 }, "red", { "report_missing", "report_unreliable" },
    unapproved_run),
  erosion("discount_erosion", "disc", sdm.above { value = "near" }, "amber", { "report_missing", "report_unreliable",
    "discount_unapproved" }, discount_run),
  erosion("discount_margin", "gm_pct", sdm.behind { by = sdm.percent(0), gap = "margin", elapsed = "grace" }, "amber",
    { "report_missing", "report_unreliable", "discount_unapproved", "discount_erosion" }, erosion_run),
}
