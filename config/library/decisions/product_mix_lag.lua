-- A19. The strategic product group falls behind, below 85 % of its plan to date, while the team's revenue as a whole is there,
-- at 95 % or more. The run asks whether few sell it at all, whether stock or price is in the way, or whether nothing in the
-- scheme speaks for it.
--
-- Basis: what everybody leaves lying is no matter of effort: knowledge where few sell it, supply where it cannot be had, money
-- where it does not pay to sell it.
-- Needs: rev_strategic with plans of sellers, whose sum the team's is, rev with plans, failures, disc.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function count(number, language)
  return sdm.format(number, "count", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- guard: is the whole there? If it is behind as well, that is the matter, and unit_miss has it ----
local function total_is_there(case)
  local rev = case:kpi("rev")
  return rev.fact ~= nil and rev.expected ~= nil and rev.fact >= rev.expected * case.p.total
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. How many of the sellers have sold any of it?
local function few_sell(case)
  local sellers = case:contributors("rev_strategic", { by = "seller" })
  local sold, all = 0, 0
  for _, s in ipairs(sellers and sellers.members or {}) do
    if s.base and s.base > 0 then
      all = all + 1
      sold = sold + (s.fact and s.fact > 0 and 1 or 0)
    end
  end
  if all > 0 and sold < all * case.p.few then
    return {
      code = "few_sell",
      ru = "группу продают " .. count(sold, "ru") .. " из " .. count(all, "ru") .. " продавцов",
      en = count(sold, "en") .. " of " .. count(all, "en") .. " sellers sell it",
    }
  end
end

-- 2. Stock and price. What is not in the figures the head knows; 3. else the scheme says nothing for it.
local function ask_head(case)
  local out = case:first("reason", {
    back = case:cleared(),
    answer = case:ask("reason", {
      to = head(case),
      options = { "stock", "price", "scheme" },
      question = {
        ru = "Почему продавцы не продают стратегическую группу: нет на складе, цена или не выгодно?",
        en = "Why is the strategic group not sold: not in stock, the price, or does it not pay?",
      },
      remind = case.p.remind,
    }),
    late = case:timer(case.p.answer_due),
  })
  local said = out.key == "answer" and out.value or "scheme"
  local reason = {
    stock = { code = "supply", ru = "нет на складе", en = "not in stock" },
    price = { code = "supply", ru = "цена не проходит", en = "the price does not pass" },
    scheme = { code = "scheme", ru = "продавать её не выгодно", en = "it does not pay to sell it" },
  }
  return reason[said]
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local branch = {
  few_sell = function(case)
    give(case, "target_list", head(case), case.p.list_due, "Каждому продавцу список из 10 целевых клиентов",
      "A list of 10 target clients for each seller")
    return give(case, "product_training", head(case), case.p.training_due, "Обучение по продукту", "Product training")
  end,
  supply = function(case)
    return give(case, "fix_supply", "operations", case.p.supply_due, "Решить вопрос наличия или цены", "Settle stock or price")
  end,
}

-- A special bonus costs money: two approve of its budget and dates.
branch.scheme = function(case)
  local task = give(case, "spiff", head(case), case.p.spiff_due, "Предложить спецпремию: бюджет и даты",
    "Propose a special bonus: budget and dates")
  local what = { ru = "Спецпремия за стратегическую группу: " .. case.title.ru, en = "Special bonus for the strategic group: "
    .. case.title.en }
  case:wait(case:done(task))
  local said = case:all("approval", {
    director = case:approve("spiff_director", { to = "director", what = what, remind = case.p.remind }),
    finance = case:approve("spiff_finance", { to = "finance", what = what, remind = case.p.remind }),
  })
  local yes = said.director.value == "approved" and said.finance.value == "approved"
  case:note(yes and { ru = "Спецпремия согласована", en = "The special bonus is approved" }
    or { ru = "Спецпремия не согласована", en = "The special bonus is not approved" })
  return task
end

local function tell(case)
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ": стратегическая группа " .. money(case.fact, "ru") .. " при плане на дату "
        .. money(case.expected, "ru") .. " ("
        .. percent(case.fact / case.expected, "ru") .. "), выручка в целом в плане",
      en = case.title.en .. ": the strategic group has brought " .. money(case.fact, "en") .. " of " .. money(case.expected,
        "en") .. " to date ("
        .. percent(case.fact / case.expected, "en") .. "), revenue as a whole is as planned",
    },
  }
end

local function run(case)
  while not total_is_there(case) do
    case:wait(case.p.week)
  end
  tell(case)
  local cause = few_sell(case) or ask_head(case)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }

  local task = branch[cause.code](case)
  local out = case:first("two_weeks", { back = case:cleared(), late = case:timer(case.p.follow_up) })
  if out.key == "back" then
    case:wait(case:done(task))
  else
    case:worsen("red")
    case:escalate { to = "director", why = { ru = case.title.ru .. ": стратегическая группа не догоняет", en = case.title.en
      .. ": the strategic group does not catch up" } }
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  end
  case:close("recovered")
end

return sdm.decision "product_mix_lag" {
  api = 1,
  title = { ru = "Отставание по стратегической товарной группе", en = "The strategic product group is behind" },
  owner = "consultant@library",
  params = {
    lag = sdm.percent(85), -- of the group's plan to date
    back = sdm.percent(95),
    total = sdm.percent(95), -- of the team's
    grace = sdm.percent(20), -- of the period's weight
    days = sdm.workdays(3),
    few = sdm.percent(50), -- of the sellers
    answer_due = sdm.workdays(2),
    list_due = sdm.workdays(2),
    training_due = sdm.workdays(5),
    supply_due = sdm.workdays(3),
    spiff_due = sdm.workdays(3),
    week = sdm.workdays(5),
    follow_up = sdm.workdays(10),
    remind = sdm.workdays(1),
    boss = sdm.workdays(2),
    overdue = sdm.workdays(2),
    top = sdm.workdays(5),
  },
  watch = { kpi = "rev_strategic", each = "team", period = "month" },
  when = sdm.below { share = "lag", elapsed = "grace" },
  clear = sdm.below { share = "back", negate = true },
  for_ = "days",
  clear_for = sdm.workdays(2),
  on_missing = "open",
  severity = "amber",
  inhibited_by = { "unit_miss" },
  escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
  run = run,
}
