-- A05. What is open does not cover what is left of the plan. Sales and the live pipeline, at the rates of the model (40 % won,
-- 20 % put off), come to less than the plan: from one Monday to the next, or to less than 70 % of it on one day. Stale deals
-- and those without a next step are no pipeline. The run asks whether the pipeline is only inflated, whether there is still
-- time to create, and how much activity it takes, and looks again each week.
--
-- Basis: three times the plan is right for nobody in particular: need = 1 / (win × (1 − slip)) of what is left; a pipeline that
-- cannot be closed before the period ends is no cover for it.
-- Needs: in_sight with rev's plan, pipeline, pipeline_real, `coverage` and plans of rev, `stages` of rev, deals_created, avg,
-- cycle, a scope seller_source.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function count(number, language)
  return sdm.format(number, "count", language)
end

local function times(number, language)
  return sdm.format(number, "number", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- how the pipeline stands ----

-- What is left of the plan, what covers it in name and in truth, and what is lacking.
local function cover(case)
  local all = case:coverage("rev")
  local real = case:kpi("pipeline_real")
  if not all or not all.need then
    return nil
  end
  local alive = real.fact or sdm.number(0)
  return { need = all.need, left = all.left, amount = all.amount, all = all.open or sdm.number(0), real = alive,
    lack = all.amount - alive }
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Inflated: all that is open would be enough, what is alive is not.
local function inflated(_, now)
  if now.all >= now.amount then
    return {
      code = "inflated",
      ru = "воронка раздута: открыто " .. money(now.all, "ru") .. ", живых сделок " .. money(now.real, "ru"),
      en = "the pipeline is inflated: open are " .. money(now.all, "en") .. ", alive " .. money(now.real, "en"),
    }
  end
end

-- 4. Too short to create: fewer days are left than a deal takes. Five working days are seven of the calendar.
local function too_late(case)
  local cycle = case:kpi("cycle").fact or case.p.cycle
  local days = (case.total - case.elapsed) * 7 / 5
  if days < cycle then
    return {
      code = "too_late",
      ru = "создавать поздно: осталось дней " .. count(days, "ru") .. ", цикл сделки " .. count(cycle, "ru"),
      en = "too late to create: " .. count(days, "en") .. " days are left, a deal takes " .. count(cycle, "en"),
    }
  end
end

-- The whole team short of pipeline: not one of half the sellers has his plan in sight.
local function unit_is_short(case)
  local peers = case:peers("in_sight", { of = "attainment" })
  return peers ~= nil and peers.count > 2 and peers.median < case.p.enough
end

-- 3. The source that has fallen most against the period before.
local function weakest_source(case)
  local sources = case:contributors("deals_created", { by = "seller_source", against = "previous" })
  local source = sources and sources:largest()
  if source and source.gap < 0 then
    return { ru = ", слабее всего: " .. source.title.ru, en = ", weakest is: " .. source.title.en }
  end
  return { ru = "", en = "" }
end

-- 2. Creation: so many new deals a day are needed, so many come.
local function few_created(case, now)
  local created, avg, source = case:kpi("deals_created"), case:kpi("avg"), weakest_source(case)
  local cheque = avg.fact or avg.target
  local rate = created.fact and not sdm.equal(case.elapsed, 0) and created.fact / case.elapsed
  local needed = cheque and now.lack / cheque / (case.total - case.elapsed)
  return {
    code = "few_created",
    ru = "мало новых сделок: " .. (rate and times(rate, "ru") or "0") .. " в день"
      .. (needed and ", нужно " .. times(needed, "ru") or "") .. source.ru,
    en = "too few new deals: " .. (rate and times(rate, "en") or "0") .. " a day"
      .. (needed and ", needed are " .. times(needed, "en") or "") .. source.en,
  }
end

local function diagnose(case, now)
  return inflated(case, now) or too_late(case) or few_created(case, now)
end

-- ---- branches ----

-- How much of each activity a day what is left of the plan takes.
local function day_norm(case)
  local need = case:need("rev") or case:need("rev", { against = "previous" })
  local ru, en = "", ""
  for _, stage in ipairs(need and need.stages or {}) do
    if stage.per_day then
      ru = ru .. "; " .. stage.title.ru .. ": " .. count(stage.per_day, "ru") .. " в день"
      en = en .. "; " .. stage.title.en .. ": " .. count(stage.per_day, "en") .. " a day"
    end
  end
  return { ru = ru, en = en }
end

local branch = {
  inflated = function(case)
    case:open("stalled_deals")
    local task = case:task("clean_up", {
      to = case.seller,
      due = case.p.clean_due,
      title = {
        ru = "Разобрать воронку: каждой сделке следующий шаг или закрыть с причиной",
        en = "Clean up the pipeline: a next step for each deal, or close it with a reason",
      },
    })
    return task
  end,
  few_created = function(case, now)
    local norm = day_norm(case)
    local task = case:task("prospecting", {
      to = case.seller,
      due = case.p.plan_due,
      title = {
        ru = "План поиска на " .. money(now.lack, "ru") .. ": клиенты, повод, сообщение каждому" .. norm.ru,
        en = "Prospecting plan for " .. money(now.lack, "en") .. ": accounts, trigger, message for each" .. norm.en,
      },
    })
    return task
  end,
  too_late = function(case)
    case:alert {
      to = "director",
      why = {
        ru = case.title.ru .. ": период будет недобран на " .. money(case.target - case.fact, "ru")
          .. ", создавать сделки поздно",
        en = case.title.en .. " will miss the period by " .. money(case.target - case.fact, "en")
          .. ", it is too late to create deals",
      },
    }
    local task = case:task("base_and_upsell", {
      to = case.seller,
      due = case.p.plan_due,
      title = {
        ru = "Список из 10 сделок: база, допродажи, сделки будущих периодов",
        en = "A list of 10 deals: existing clients, upselling, deals of later periods",
      },
    })
    return task
  end,
}

-- The whole team: marketing decides on a campaign.
local function campaign(case)
  case:task("campaign", {
    to = "marketing",
    due = case.p.campaign_due,
    title = { ru = "Решить о кампании: воронки не хватает всей группе",
      en = "Decide on a campaign: the whole team lacks pipeline" },
  })
end

local function tell(case, now, cause)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ": живая воронка " .. money(now.real, "ru") .. " на остаток плана " .. money(now.left, "ru")
        .. ", нужно "
        .. money(now.amount, "ru") .. " (" .. times(now.need, "ru") .. " раза); " .. cause.ru,
      en = case.title.en .. ": live pipeline " .. money(now.real, "en") .. " for " .. money(now.left, "en")
        .. " left of the plan, needed are "
        .. money(now.amount, "en") .. " (" .. times(now.need, "en") .. " times); " .. cause.en,
    },
  }
end

-- ---- follow-up: each week until the plan is covered; the third week is the director's ----
local function week_by_week(case)
  for week = 1, case.p.weeks do
    local out = case:first("week", { back = case:cleared(), late = case:timer(case.p.week) })
    if out.key == "back" then
      return true
    end
    if week == case.p.director then
      case:worsen("red")
      case:escalate {
        to = "director",
        why = {
          ru = case.title.ru .. ": третью неделю не хватает воронки, продажи и живая воронка " .. money(case.fact, "ru")
            .. " при плане "
            .. money(case.target, "ru"),
          en = case.title.en .. ": short of pipeline for the third week, sales and live pipeline " .. money(case.fact, "en")
            .. ", plan "
            .. money(case.target, "en"),
        },
      }
    end
  end
  return false
end

local function run(case)
  local now = cover(case)
  if not now then -- nothing is left of the plan, or no pipeline would be enough
    case:wait(case:cleared())
    case:close("recovered")
    return
  end
  local cause = diagnose(case, now)

  tell(case, now, cause)
  local task = branch[cause.code](case, now)
  if unit_is_short(case) then
    campaign(case)
  end
  if week_by_week(case) then
    case:wait(case:done(task))
  else
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  end
  case:close("recovered")
end

local function low(code, share, days, severity, quiet)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Недостаточное покрытие воронкой", en = "Pipeline does not cover the plan" },
    owner = "consultant@library",
    params = {
      enough = sdm.percent(100), -- of the plan in sight
      red = sdm.percent(70),
      days = sdm.workdays(days),
      back = sdm.workdays(6), -- from one Monday to the next
      cycle = 20, -- days of a deal, where nothing is won yet
      clean_due = sdm.workdays(2),
      plan_due = sdm.workdays(1),
      campaign_due = sdm.workdays(5),
      week = sdm.workdays(5),
      weeks = 4,
      director = 3, -- in this week the director hears of it
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "in_sight", each = "seller", period = "month", roles = { "seller" } },
    when = sdm.below { share = share },
    clear = sdm.below { share = "enough", negate = true },
    for_ = "days",
    clear_for = "back",
    on_missing = "hold",
    severity = severity,
    inhibited_by = quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  }
end

return {
  low("pipeline_coverage_low", "enough", 6, "amber", { "report_missing", "report_unreliable", "pipeline_coverage_red" }),
  low("pipeline_coverage_red", "red", 1, "red", { "report_missing", "report_unreliable", "pipeline_coverage_low" }),
}
