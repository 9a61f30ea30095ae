-- A16. A newcomer is behind her ramp. A checkpoint is a working week: five working days running below 80 % of the calls that
-- her month of the ramp asks for. Results count from the second month on: two checkpoints, ten working days, below 70 % of the
-- ramped plan. What is missing decides: conditions, knowledge, activity, skill; where all of it is there, it is the wrong
-- person for the place.
--
-- Basis: in the first month look at leading figures only, in the second at results, the third is the exception; whoever lacks
-- leads, access or a mentor is not behind, the ramp is late.
-- Needs: levels.yaml with a ramp, a role "newcomer" in org.yaml, plans of calls that grow with the ramp, rev and leads with
-- `ramped: yes`, conv_lead_qualified, a competency `product` rated by the knowledge test.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Were the conditions given? Leads are counted; base, access and the mentor's hours only the head knows.
local function conditions(case)
  local leads = case:kpi("leads")
  if leads.expected and leads.fact and leads.fact < case.p.leads * leads.expected then
    return {
      code = "conditions",
      ru = "выдано лидов " .. percent(leads.fact / leads.expected, "ru") .. " плана ввода",
      en = percent(leads.fact / leads.expected, "en") .. " of the leads of the ramp were given",
    }
  end
  local said = case:first("conditions", {
    given = case:ask("conditions", {
      to = head(case),
      options = { "given", "missing" },
      question = {
        ru = case.title.ru .. ": даны ли база, доступы и часы наставника (given), или чего-то нет (missing)?",
        en = case.title.en .. ": were base, access and the mentor's hours given, or is something missing?",
      },
      remind = case.p.remind,
      escalate = { after = case.p.boss, to = case.head and case.head.boss or "director" },
    }),
    late = case:timer(case.p.answer_due),
  })
  if said.key == "given" and said.value == "missing" then
    return {
      code = "conditions",
      ru = "не даны условия: база, доступы или наставник",
      en = "conditions are missing: base, access or mentor",
    }
  end
end

-- 2. The knowledge test.
local function knowledge(case)
  local rating = case.seller.ratings["product"]
  if rating and rating < case.p.pass then
    return { code = "knowledge", ru = "тест на знание продукта не сдан", en = "the knowledge test is not passed" }
  end
end

-- 3. Activity against the norm of this month of the ramp.
local function activity(case)
  local calls = case:kpi("calls")
  if calls.fact and calls.expected and calls.fact < case.p.activity * calls.expected then
    return { code = "activity", ru = "звонков меньше нормы ввода", en = "fewer calls than the ramp asks for" }
  end
end

-- 4. The first gates: nothing offered yet, or fewer leads qualified than by the others.
local function skill(case)
  local kp, gate = case:kpi("kp"), case:peers("conv_lead_qualified")
  if not kp.fact or sdm.equal(kp.fact, 0) or (gate and gate.gap and gate.gap <= -case.p.gate) then
    return { code = "skill", ru = "теряет на первых этапах воронки", en = "loses at the first gates of the funnel" }
  end
end

local function diagnose(case)
  return conditions(case) or knowledge(case) or activity(case) or skill(case)
    or {
      code = "profile",
      ru = "условия, знания и активность в норме",
      en = "conditions, knowledge and activity are as they should be",
    }
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local branch = {
  conditions = function(case)
    give(case, "shift_ramp", "hr", case.p.conditions_due,
      "Сдвинуть план ввода на потерянные рабочие дни",
      "Shift the ramp by the working days lost")
    local task = give(case, "give_conditions", head(case), case.p.conditions_due,
      "Дать лиды, доступы и часы наставника",
      "Give leads, access and the mentor's hours")
    return task
  end,
  knowledge = function(case)
    local task = give(case, "training", case.seller, case.p.training_due,
      "Учебный модуль и повторный тест",
      "Training module and the test again")
    return task
  end,
  activity = function(case)
    local task = give(case, "standup", head(case), case.p.practice_due,
      "Норма на день и ежедневная встреча 15 минут",
      "Norm of the day and a daily stand-up of 15 minutes")
    return task
  end,
  skill = function(case)
    local task = give(case, "mentor", head(case), case.p.practice_due,
      "Наставник: три совместных звонка в неделю",
      "Mentor: three joint calls a week")
    return task
  end,
  profile = function(case)
    local task = give(case, "decide", "hr", case.p.practice_due,
      "Решение с руководителем до конца испытательного срока",
      "Decide with the head before the probation ends")
    return task
  end,
}

local function tell(case, cause)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ", месяц ввода " .. tostring(case.seller.ramp_month) .. ": " .. case.kpi_title.ru .. " "
        .. percent(case.fact / case.expected, "ru") .. " плана на дату; " .. cause.ru,
      en = case.title.en .. ", month " .. tostring(case.seller.ramp_month) .. " of the ramp: " .. case.kpi_title.en .. " "
        .. percent(case.fact / case.expected, "en") .. " of the plan to date; " .. cause.en,
    },
  }
end

local function run(case)
  local cause = diagnose(case)

  tell(case, cause)
  local task = branch[cause.code](case)
  local out = case:first("next_checkpoint", { back = case:cleared(), missed = case:timer(case.p.checkpoint) })
  if out.key == "missed" then -- the second checkpoint missed
    case:worsen("red")
    case:escalate {
      to = "hr",
      why = {
        ru = case.title.ru .. ": пропущены две контрольные точки подряд; " .. cause.ru,
        en = case.title.en .. " has missed two checkpoints running; " .. cause.en,
      },
    }
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  else
    case:wait(case:done(task))
  end
  case:close("recovered")
end

-- Guard: in the month of hire nobody is judged by results.
local function run_result(case)
  if case.seller.ramp_month and case.seller.ramp_month < case.p.results_from then
    case:close("too_early")
    return
  end
  run(case)
end

local function lag(code, title, watch, trigger, more)
  local params = {
    activity = sdm.percent(80), -- of the ramp's norm
    result = sdm.percent(70), -- of the ramped plan
    checkpoint = sdm.workdays(5),
    two_checkpoints = sdm.workdays(10),
    back = sdm.workdays(2),
    results_from = 2, -- month of the ramp from which results count
    leads = sdm.percent(80), -- of the leads of the ramp
    gate = sdm.percent(15), -- points below the median at the first gate
    pass = 3, -- rating that passes the knowledge test
    answer_due = sdm.workdays(3),
    conditions_due = sdm.workdays(2),
    training_due = sdm.workdays(5),
    practice_due = sdm.workdays(10),
    remind = sdm.workdays(1),
    boss = sdm.workdays(2),
    overdue = sdm.workdays(2),
    top = sdm.workdays(5),
  }
  return sdm.decision(code) {
    api = 1,
    title = title,
    owner = "consultant@library",
    params = params,
    watch = { kpi = watch, each = "seller", period = "month", roles = { "newcomer" } },
    when = sdm.below { share = trigger },
    clear = sdm.below { share = trigger, negate = true },
    for_ = more.days,
    clear_for = "back",
    on_missing = "hold",
    severity = "amber",
    inhibited_by = more.quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = more.run,
  }
end

return {
  lag("newcomer_ramp_lag", { ru = "Новичок отстаёт от плана ввода", en = "Newcomer behind the ramp" }, "calls", "activity", {
    days = "checkpoint",
    quiet = { "report_missing", "report_unreliable" },
    run = run,
  }),
  lag("newcomer_ramp_result", { ru = "Результат новичка ниже плана ввода", en = "Newcomer below the ramp" }, "rev", "result", {
    days = "two_checkpoints",
    quiet = { "report_missing", "report_unreliable", "newcomer_ramp_lag" },
    run = run_result,
  }),
}
