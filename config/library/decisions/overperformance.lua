-- A09. A seller is far over plan: 15 % over the plan to date and two weeks later still, or at 120 % of the whole period's. Or
-- his result of the quarter lies over 15 % above what he committed to. The run asks whether it is one deal, hidden deals, the
-- whole team, the market or discounts, and answers each in its own way. The plan of the present period is never touched: a
-- revision is for the next one.
--
-- Basis: a plan that is raised because it was beaten teaches everybody to hide deals; recognise first, mend the scheme before
-- the person.
-- Needs: rev with plans, order_largest, won_quick, won_outside, gm_pct, disc, fc_bias.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- trigger: the plan to date is that of the days that have ended; what is sold today is held against today's part as well
-- ----
local function over_pace(s, by)
  return s.fact ~= nil and s.target ~= nil and s.total > 0 and s.fact >= (s.expected + s.target / s.total) * (1 + by)
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. One deal? Without the largest he would not be far over.
local function one_off(case)
  local rev, largest = case:kpi("rev"), case:kpi("order_largest")
  if rev.fact and rev.expected and largest.fact and rev.fact * (1 - largest.fact) <= rev.expected * case.p.without_largest then
    return {
      code = "one_off",
      ru = "одна крупная сделка: " .. percent(largest.fact, "ru") .. " выручки",
      en = "one large deal: " .. percent(largest.fact, "en") .. " of the revenue",
    }
  end
end

-- 2. Signs of hiding: won within days of the first entry, or won though they never stood in the forecast.
local function hiding(case)
  local quick, outside = case:kpi("won_quick").fact or 0, case:kpi("won_outside").fact or 0
  if quick + outside >= case.p.signs then
    return {
      code = "hiding",
      ru = "сделки появляются уже готовыми: за три дня " .. sdm.format(quick, "count", "ru") .. ", вне прогноза "
        .. sdm.format(outside, "count", "ru"),
      en = "deals appear when they are done: within three days " .. sdm.format(quick, "count", "en") .. ", outside the forecast "
        .. sdm.format(outside, "count", "en"),
    }
  end
end

-- 3. The whole team is over: the plan is too low.
local function team_is_over(case)
  local peers, rev = case:peers("rev", { of = "attainment" }), case:kpi("rev")
  if peers and peers.count > 2 and rev.expected and rev.target and peers.median >= rev.expected / rev.target * case.p.team then
    return {
      code = "plan",
      ru = "вся группа выше плана: медиана " .. percent(peers.median, "ru") .. " плана периода",
      en = "the whole team is over plan: the median is " .. percent(peers.median, "en") .. " of the period's",
    }
  end
end

-- 5. Bought by discounts: the margin is below its plan.
local function discounts(case)
  local margin = case:kpi("gm_pct")
  if margin.fact and margin.target and margin.fact < margin.target - case.p.margin then
    return {
      code = "discounts",
      ru = "рост куплен скидками: маржа " .. percent(margin.fact, "ru"),
      en = "bought by discounts: the margin is " .. percent(margin.fact, "en"),
    }
  end
end

-- 4. A windfall from outside, like a rise of prices or a competitor who has gone? Only the head knows.
local function ask_head(case)
  local out = case:first("windfall", {
    back = case:cleared(),
    answer = case:ask("windfall", {
      to = head(case),
      options = { "own_work", "windfall" },
      question = {
        ru = case.title.ru .. " выше плана. Это его работа или внешняя причина (цены, курс, уход конкурента)?",
        en = case.title.en .. " is over plan. Is it own work or a cause from outside (prices, currency, a competitor gone)?",
      },
      remind = case.p.remind,
    }),
    late = case:timer(case.p.answer_due),
  })
  if out.key == "answer" and out.value == "windfall" then
    return { code = "windfall", ru = "внешняя причина", en = "a cause from outside" }
  end
  return { code = "success", ru = "настоящий успех", en = "real success" }
end

local function diagnose(case)
  return one_off(case) or hiding(case) or team_is_over(case) or discounts(case) or ask_head(case)
end

-- ---- branches ----

local function recognise(case)
  local task = case:task("recognise", {
    to = head(case),
    due = case.p.recognise_due,
    title = { ru = "Отметить результат: " .. case.title.ru, en = "Recognise the result of " .. case.title.en },
  })
  return task
end

local branch = {
  one_off = recognise,
  windfall = recognise,
  success = function(case)
    case:task("share_practice", {
      to = case.seller,
      due = case.p.share_due,
      title = { ru = "Рассказать коллегам на встрече, что сработало",
        en = "Tell the others at the next meeting what has worked" },
    })
    return recognise(case)
  end,
  hiding = function(case)
    local task = case:task("talk_scheme", {
      to = head(case),
      due = case.p.talk_due,
      title = {
        ru = "Поговорить, сначала о схеме: почему сделки выгодно придерживать. Обязательство только по сделкам: "
          .. case.title.ru,
        en = "Talk, about the scheme first: why it pays to hold deals back. Commit only what deals back: " .. case.title.en,
      },
    })
    return task
  end,
  discounts = function(case)
    case:open("discount_margin")
    return recognise(case)
  end,
}

-- Only for the next period, and only when two have agreed. What they decide is recorded in the case; no plan is changed by it.
local function revise_plan(case)
  local question = {
    ru = "Пересмотреть план СЛЕДУЮЩЕГО периода: " .. case.title.ru .. " и группа выше плана. План текущего периода не меняется",
    en = "Revise the plan of the NEXT period: " .. case.title.en .. " and the team are over. This period's plan stays",
  }
  local given = case:all("revision", {
    director = case:approve("revision_director", { to = "director", what = question, remind = case.p.remind }),
    finance = case:approve("revision_finance", { to = "finance", what = question, remind = case.p.remind }),
  })
  return given
end

branch.plan = function(case)
  local decided = revise_plan(case)
  local yes = decided.director.value == "approved" and decided.finance.value == "approved"
  case:note(yes and { ru = "План следующего периода пересматривается", en = "The plan of the next period is revised" }
    or { ru = "План следующего периода остаётся", en = "The plan of the next period stays" })
  return recognise(case)
end

local function tell(case, cause)
  local rev = case:kpi("rev")
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. " выше плана: " .. money(rev.fact, "ru") .. " при плане " .. money(rev.target, "ru") .. "; "
        .. cause.ru,
      en = case.title.en .. " is over plan: " .. money(rev.fact, "en") .. " of " .. money(rev.target, "en") .. "; " .. cause.en,
    },
  }
end

local function answer(case)
  local cause = diagnose(case)

  tell(case, cause)
  case:wait(case:done(branch[cause.code](case)))
  case:close("decided")
end

-- Over the plan to date: is it so two weeks later?
local function pace_run(case)
  local out = case:first("two_weeks", { back = case:cleared(), stays = case:timer(case.p.days) })
  if out.key == "back" then
    case:close("passed")
    return
  end
  if case:check("reached", function(s, p) return s.attainment >= p.reached end) then
    case:close("reached") -- overperformance_reached has taken it
    return
  end
  answer(case)
end

local function over(code, kpi, period, holds, clears, quiet, story)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Перевыполнение плана", en = "Far over plan" },
    owner = "consultant@library",
    params = {
      pace = sdm.percent(15), -- over the plan to date
      clear = sdm.percent(10),
      grace = sdm.percent(20), -- of the period's weight
      days = sdm.workdays(10),
      reached = sdm.percent(120), -- of the whole period
      bias = sdm.percent(15), -- result above the commitment
      without_largest = sdm.percent(110), -- of the plan to date
      signs = 2, -- deals
      team = sdm.percent(110), -- of the plan to date
      margin = sdm.percent(2), -- points below its plan
      answer_due = sdm.workdays(2),
      recognise_due = sdm.workdays(2),
      share_due = sdm.workdays(5),
      talk_due = sdm.workdays(3),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = kpi, each = "seller", period = period, roles = { "seller" } },
    when = holds,
    clear = clears,
    on_missing = "hold",
    severity = "info",
    inhibited_by = quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = story,
  }
end

return {
  over("overperformance_reached", "rev", "month",
    function(s, p) return s.attainment ~= nil and s.attainment >= p.reached end,
    function(s, p) return s.attainment ~= nil and s.attainment < p.reached end,
    {}, answer),
  over("overperformance", "rev", "month",
    function(s, p) return over_pace(s, p.pace) and s.elapsed >= s.total * p.grace end,
    function(s, p) return not over_pace(s, p.clear) end,
    { "overperformance_reached" }, pace_run),
  over("forecast_undercommit", "fc_bias", "quarter", sdm.above { value = "bias" }, sdm.above { value = "clear", negate = true },
    { "overperformance", "overperformance_reached" }, answer),
}
