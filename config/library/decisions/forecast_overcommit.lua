-- A08. A seller, or a head for his team, commits to more than comes: the result of the quarter so far lies over 10 % below what
-- was committed for its months. A commitment is dated on the first days of its month and is due in full at its end; so it must
-- be short for 45 working days running, at the end of two months and all the time between. The run asks what leaks and gives
-- the head a standard of evidence for each deal in commit.
--
-- Basis: a forecast that is always too high is no optimism but a habit without evidence; who sees his own factor corrects
-- himself.
-- Needs: fc_bias, slipped_commit, slipped_best, lost_commit, deals_amount with `stages`, avg with a plan.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function count(number, language)
  return sdm.format(number, "count", language)
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Which category leaks: commit or the best case?
local function leaking_category(case)
  local commit, best = case:kpi("slipped_commit").fact, case:kpi("slipped_best").fact
  if commit and commit > 0 and (not best or commit >= best) then
    return {
      code = "deferred",
      ru = "сделки из обязательства уходят за период: " .. count(commit, "ru"),
      en = "deals in commit are put off beyond the period: " .. count(commit, "en"),
    }
  end
  if best and best > 0 then
    return {
      code = "best_as_commit",
      ru = "лучший случай считается обязательством: сорвано " .. count(best, "ru"),
      en = "the best case is taken for commit: slipped are " .. count(best, "en"),
    }
  end
end

-- 2. Lost where it was thought safe.
local function lost_late(case)
  local lost = case:kpi("lost_commit").fact
  if lost and lost > 0 then
    return { code = "lost", ru = "проиграно из обязательства: " .. count(lost, "ru"), en = "lost out of commit: "
      .. count(lost, "en") }
  end
end

-- 3. Cut at the end: deals come, for less.
local function amounts_cut(case)
  local avg = case:kpi("avg")
  if avg.fact and avg.target and avg.fact < avg.target * (1 - case.p.cut) then
    return {
      code = "cut",
      ru = "суммы срезаются в конце: средний заказ " .. sdm.format(avg.fact, "money", "ru"),
      en = "amounts are cut at the end: the average order is " .. sdm.format(avg.fact, "money", "en"),
    }
  end
end

-- 4. Else it was never in the pipeline: judgement without deals.
local function diagnose(case)
  return leaking_category(case) or lost_late(case) or amounts_cut(case)
    or { code = "judgement", ru = "обязательство не подтверждено сделками", en = "the commitment is not backed by deals" }
end

-- ---- branches ----

local function evidence(case)
  local task = case:task("evidence", {
    to = case.head or "director",
    due = case.p.evidence_due,
    title = {
      ru = "К встрече по прогнозу: по каждой сделке в обязательстве следующий шаг, порядок решения, источник даты: "
        .. case.title.ru,
      en = "For the forecast call: next step, decision process and source of the date of each deal in commit: " .. case.title.en,
    },
  })
  return task
end

-- The median of what the closed quarters have made of their commitments. It stands beside the forecast and is never put into it.
local function factor(case)
  local quarters, made = case:trend("fc_bias", case.p.quarters), {}
  for _, quarter in ipairs(quarters and quarters.points or {}) do
    if quarter.value then
      table.insert(made, 1 + quarter.value)
    end
  end
  if #made == 0 then
    return { ru = "", en = "" }
  end
  table.sort(made)
  local median = (made[(#made + 1) // 2] + made[#made // 2 + 1]) / 2
  return {
    ru = ". Поправочный коэффициент прошлых кварталов: " .. sdm.format(median, "number", "ru"),
    en = ". Correction factor of the quarters before: " .. sdm.format(median, "number", "en"),
  }
end

local function tell(case, cause)
  local beside = factor(case)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = case.head or "director",
    why = {
      ru = case.title.ru .. ": прогноз завышен, результат к обязательству " .. percent(case.fact, "ru") .. "; " .. cause.ru
        .. beside.ru,
      en = case.title.en .. ": the forecast is too high, the result is off the commitment by " .. percent(case.fact, "en")
        .. "; " .. cause.en .. beside.en,
    },
  }
end

-- Still too high a month later: qualification is coached.
local function follow_up(case)
  local out = case:first("next_month", { back = case:cleared(), late = case:timer(case.p.month) })
  if out.key == "back" then
    return true
  end
  case:worsen("red")
  if case.seller then
    case:coach("qualification", { to = case.head or "director", due = case.p.coach_due })
  end
  case:escalate {
    why = {
      ru = case.title.ru .. ": прогноз завышен и через месяц, " .. percent(case.fact, "ru"),
      en = case.title.en .. ": the forecast is still too high a month later, " .. percent(case.fact, "en"),
    },
  }
  return false
end

local function run(case)
  local cause = diagnose(case)

  tell(case, cause)
  local task = evidence(case)
  if follow_up(case) then
    case:wait(case:done(task))
  else
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  end
  case:close("recovered")
end

local function overcommit(code, each)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Завышенный прогноз", en = "Forecast is too high" },
    owner = "consultant@library",
    params = {
      bias = sdm.percent(-10), -- result against commitment
      clear = sdm.percent(-5),
      days = sdm.workdays(45), -- two ends of a month lie in them
      cut = sdm.percent(10), -- average order below its plan
      quarters = 4, -- closed ones, for the correction factor
      evidence_due = sdm.workdays(5), -- the next forecast call
      coach_due = sdm.workdays(10),
      month = sdm.workdays(15),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "fc_bias", each = each, period = "quarter", roles = each == "seller" and { "seller" } or nil },
    when = sdm.under { value = "bias" },
    clear = sdm.under { value = "clear", negate = true },
    for_ = "days",
    on_missing = "hold",
    severity = "amber",
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  }
end

return { overcommit("forecast_overcommit", "seller"), overcommit("forecast_overcommit_team", "team") }
