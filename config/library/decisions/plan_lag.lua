-- A01. A seller's revenue falls behind the plan to date: three working days running by 5 %, or by 15 % at the end of one day.
-- The run looks for the cause in a fixed order, gives out what the cause asks for and always a recovery plan, and looks again
-- after a week.
--
-- Basis: the arithmetic of the funnel, data before market, volume, conversion, cheque and timing; a gap is closed by named
-- deals, not by appeals.
-- Needs: rev with `factors: leads * conversion * avg` and plans of all of them, calls and meets with norms (levels.yaml),
-- rep_match, `coverage` of rev in capacity.yaml, a scope seller_client.
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

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Can the figures be trusted? A report that contradicts telephony tells nothing about the cause.
local function data_in_doubt(case)
  local match = case:kpi("rep_match")
  if match.fact and match.fact < case.p.match then
    return {
      code = "data",
      ru = "отчёты расходятся с CRM: достоверность " .. percent(match.fact, "ru"),
      en = "the reports do not match the CRM: " .. percent(match.fact, "en"),
    }
  end
end

-- 2. Is at least half of the unit behind as well? Then unit_miss is open and keeps this decision quiet.

-- 3. Which factor takes the most? It counts where it explains 30 % of the gap.
local function largest_effect(case)
  local gap = case:decompose("rev")
  local part = gap and gap:largest()
  if part and part.share and part.share >= case.p.explains then
    return part
  end
end

-- 4. Volume: too little activity, else too few leads.
local function low_activity(case)
  for _, code in ipairs { "calls", "meets" } do
    local kpi = case:kpi(code)
    if kpi.fact and kpi.norm and kpi.fact < case.p.activity * kpi.norm then
      return {
        code = "low_activity",
        ru = kpi.kpi_title.ru .. ": " .. percent(kpi.fact / kpi.norm, "ru") .. " нормы",
        en = kpi.kpi_title.en .. ": " .. percent(kpi.fact / kpi.norm, "en") .. " of the norm",
      }
    end
  end
end

local function few_leads(_, effect)
  return {
    code = "few_leads",
    ru = "мало лидов при нормальной активности: " .. money(effect.effect, "ru"),
    en = "too few leads, activity is normal: " .. money(effect.effect, "en"),
  }
end

-- 5. Conversion: the stage that loses most money against the peers.
local function stage_loss(case, effect)
  local funnel = case:funnel("rev", { against = "peers" })
  local step = funnel and funnel:largest()
  local where = step and step.from and { ru = ", этап " .. step.title.ru, en = ", stage " .. step.title.en } or {
    ru = "",
    en = "",
  }
  return {
    code = "stage_loss",
    ru = "потери в конверсии: " .. money(effect.effect, "ru") .. where.ru,
    en = "lost in conversion: " .. money(effect.effect, "en") .. where.en,
  }
end

-- 6. Cheque: discounts, else the mix of what is sold.
local function cheque_loss(case, effect)
  local disc = case:kpi("disc")
  if disc.fact and disc.fact > case.p.discount then
    return {
      code = "discount",
      ru = "средняя скидка " .. percent(disc.fact, "ru"),
      en = "average discount " .. percent(disc.fact, "en"),
    }
  end
  return {
    code = "mix",
    ru = "мелкие заказы, скидки в норме: " .. money(effect.effect, "ru"),
    en = "small orders, discounts are normal: " .. money(effect.effect, "en"),
  }
end

-- 8. One client who makes half of the gap, against the period before.
local function one_client(case)
  local clients = case:contributors("rev", { by = "seller_client", against = "previous" })
  local client = clients and clients:largest()
  if client and client.gap and client.gap <= case.gap * case.p.one_client then
    return {
      code = "one_client",
      ru = "один клиент: " .. client.title.ru .. ", " .. money(client.gap, "ru") .. " к прошлому периоду",
      en = "one client: " .. client.title.en .. ", " .. money(client.gap, "en") .. " against the period before",
    }
  end
end

-- 9. Is there enough in the pipeline for what is left of the plan? If so, only the dates are late (7).
local function timing_or_cover(case)
  local cover = case:coverage("rev")
  if cover and cover.need and cover.times and cover.times < cover.need then
    return {
      code = "cover",
      ru = "воронка покрывает остаток плана " .. sdm.format(cover.times, "number", "ru") .. " раза, нужно "
        .. sdm.format(cover.need, "number", "ru"),
      en = "the pipeline covers what is left " .. sdm.format(cover.times, "number", "en") .. " times, needed are "
        .. sdm.format(cover.need, "number", "en"),
    }
  end
  return { code = "timing", ru = "причина в сроках сделок", en = "the cause is the timing of deals" }
end

local by_factor = {
  leads = function(case, effect) return low_activity(case) or few_leads(case, effect) end,
  conversion = stage_loss,
  avg = cheque_loss,
}

local function diagnose(case)
  local doubt = data_in_doubt(case)
  if doubt then
    return doubt
  end
  local effect = largest_effect(case)
  if effect then
    return by_factor[effect.factor](case, effect)
  end
  return low_activity(case) or one_client(case) or timing_or_cover(case)
end

-- ---- branches: what each diagnosis asks for, beside the recovery plan ----

local branch = {
  data = function(case) case:open("report_unreliable") end,
  low_activity = function(case) case:open("activity_drop") end,
  stage_loss = function(case) case:open("stage_conversion_drop") end,
  discount = function(case) case:open("discount_erosion") end,
  cover = function(case) case:open("pipeline_coverage_low") end,
  few_leads = function(case)
    case:task("more_leads", {
      to = head(case),
      due = case.p.leads_due,
      title = {
        ru = "Запросить лиды у маркетинга или перераспределить: " .. case.title.ru,
        en = "Ask marketing for leads or redistribute them: " .. case.title.en,
      },
    })
  end,
  mix = function(case)
    case:task("product_mix", {
      to = head(case),
      due = case.p.leads_due,
      title = {
        ru = "Разобрать структуру продаж по товарным группам: " .. case.title.ru,
        en = "Go through the sales by product group: " .. case.title.en,
      },
    })
  end,
  one_client = function(case)
    case:task("keep_client", {
      to = case.seller,
      due = case.p.plan_due,
      title = {
        ru = "Связаться с клиентом, из-за которого отставание, и вернуть заказы",
        en = "Talk to the client who makes the gap and win the orders back",
      },
    })
  end,
  timing = function(case)
    case:task("confirm_dates", {
      to = case.seller,
      due = case.p.dates_due,
      title = {
        ru = "Письменно подтвердить у клиентов сроки пяти крупнейших сделок",
        en = "Confirm the dates of the five largest deals with the clients in writing",
      },
    })
  end,
}

local function recovery_plan(case)
  local task = case:task("recovery_plan", {
    to = case.seller,
    due = case.p.plan_due,
    title = {
      ru = "План восстановления по неделям: какими сделками закрыть " .. money(-case.gap, "ru"),
      en = "Recovery plan by week: which deals close " .. money(-case.gap, "en"),
    },
  })
  return task
end

-- The head accepts the plan, or returns it and the seller writes it again.
local function accept_plan(case)
  local decision = case:approve("recovery_plan", {
    to = head(case),
    what = { ru = "План восстановления: " .. case.title.ru, en = "Recovery plan of " .. case.title.en },
    escalate = { after = case.p.accept_due, to = case.head and case.head.boss or "director" },
  })
  return decision
end

-- ---- follow-up and escalation ----

local function on_course(case)
  local keeps_pace = case:check("required_rate", function(s, p)
    return not case.opened.required_rate or not s.required_rate or s.required_rate <= case.opened.required_rate * p.pace
  end)
  return keeps_pace
end

-- The landing is below 80 % and less than 30 % of the period is left: the director decides the same day.
local function director_decides(case)
  local lost = case:check("landing", function(s, p)
    return s.landing ~= nil and s.landing < s.target * p.landing and s.total - s.elapsed < s.total * p.left
  end)
  if lost then
    case:escalate {
      to = "director",
      why = {
        ru = case.title.ru .. ": к концу периода ожидается " .. money(case.landing, "ru") .. " из " .. money(case.target, "ru")
          .. ". Решите: помочь сделкой, перераспределить план внутри отдела или принять недовыполнение",
        en = case.title.en .. " will end at " .. money(case.landing, "en") .. " of " .. money(case.target, "en")
          .. ". Decide: help with a deal, re-plan within the unit, or accept the miss",
      },
    }
  end
  return lost
end

local function follow_up(case)
  if director_decides(case) then
    case:worsen("red")
  elseif not on_course(case) then
    case:worsen("red")
    case:escalate {
      why = {
        ru = case.title.ru .. ": план восстановления не работает, нужный темп вырос до "
          .. money(case.required_rate, "ru") .. " в день",
        en = case.title.en .. ": the recovery plan does not work, the rate needed has grown to "
          .. money(case.required_rate, "en") .. " a day",
      },
    }
  end
end

local function run(case)
  local cause = diagnose(case)

  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. " отстаёт от плана на " .. money(-case.gap, "ru") .. " (" .. percent(-case.deviation, "ru")
        .. "); " .. cause.ru,
      en = case.title.en .. " is behind plan by " .. money(-case.gap, "en") .. " (" .. percent(-case.deviation, "en")
        .. "); " .. cause.en,
    },
  }
  branch[cause.code](case)
  local plan = recovery_plan(case)
  director_decides(case)

  local said = case:first("acceptance", { back = case:cleared(), plan = accept_plan(case), late = case:timer(case.p.follow_up) })
  if said.key == "plan" then
    if said.value == "returned" then
      plan = recovery_plan(case)
    end
    said = case:first("follow_up", { back = case:cleared(), late = case:timer(case.p.follow_up) })
  end
  if said.key == "late" then
    follow_up(case)
    case:all("closing", { back = case:cleared(), plan = case:done(plan) })
  else
    case:wait(case:done(plan))
  end
  case:close("recovered")
end

-- The same for both triggers: `amber` for three days, `red` at once.
local function lag(code, by, days, severity, other)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Отставание от плана нарастающим итогом", en = "Revenue behind the plan to date" },
    owner = "consultant@library",
    params = {
      amber = sdm.percent(5),
      red = sdm.percent(15),
      clear = sdm.percent(3), -- amber less two points
      min_gap = sdm.money(200000), -- one average deal
      grace = sdm.percent(20), -- of the period's weight
      days = sdm.workdays(days),
      back = sdm.workdays(2),
      match = sdm.percent(90), -- below it the reports are in doubt
      explains = sdm.percent(30), -- what part of the gap a factor must make
      one_client = sdm.percent(50),
      activity = sdm.percent(80), -- of the norm
      discount = sdm.percent(10),
      plan_due = sdm.workdays(1),
      accept_due = sdm.workdays(2),
      leads_due = sdm.workdays(2),
      dates_due = sdm.workdays(2),
      follow_up = sdm.workdays(5),
      pace = 1.15, -- times the rate that was needed when it opened
      landing = sdm.percent(80),
      left = sdm.percent(30),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "rev", each = "seller", period = "month", roles = { "seller" } },
    when = sdm.behind { by = by, gap = "min_gap", elapsed = "grace" },
    clear = sdm.behind { by = "clear", negate = true },
    for_ = "days",
    clear_for = "back",
    on_missing = "hold",
    severity = severity,
    inhibited_by = { "report_missing", "report_unreliable", "newcomer_ramp_lag", "improvement_plan", "unit_miss", other },
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  }
end

return {
  lag("plan_lag", "amber", 3, "amber", "plan_lag_red"),
  lag("plan_lag_red", "red", 1, "red", "plan_lag"),
}
