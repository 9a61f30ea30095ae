-- A17. A seller has missed 80 % of the plan in two of three months while the others make theirs: an improvement plan of 60 days
-- with a decision at half-time. `chronic_miss` looks at it at the end of each month and rules out that the system is to blame;
-- the plan itself runs over the months, as a case of the year.
--
-- Basis: 30 days are too short to change behaviour and 90 too long to wait; targets are behaviours, not results alone; it is
-- never a surprise, so every week is written down.
-- Needs: rev with plans by month, leads. Personal: addressed to the seller, the head, "hr" and "director" only.
local sdm = require "sdm"

local function head(case)
  return case.head or "director"
end

-- ---- guard: is it the seller? ----

-- This month is one; of the two before at least one more was below 80 %.
local function missed_before(case)
  local months = case:trend("rev", 2, { of = "attainment" })
  for _, month in ipairs(months and months.points or {}) do
    if month.value and month.value < case.p.missed then
      return true
    end
  end
  return false
end

-- The others reach their plans: the median is 95 % of the plan to date.
local function peers_make_it(case)
  local peers = case:peers("rev", { of = "attainment", among = "kind" })
  return peers ~= nil and peers.count > 2 and peers.median >= case.p.peers * (case.expected / case.target)
end

-- The system is not to blame: his leads are at least 80 % of what the median seller has.
local function had_leads(case)
  local leads = case:peers("leads", { among = "kind" })
  return leads == nil or (leads.value ~= nil and leads.value >= case.p.leads * leads.median)
end

local function run_chronic(case)
  if missed_before(case) and peers_make_it(case) and had_leads(case) then
    case:open("improvement_plan")
    case:close("improvement_plan")
    return
  end
  case:close("no_plan_needed") -- unit_miss and capacity_gap look at the system
end

-- ---- the plan ----

local function begin(case)
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru
        .. ": план не выполнен два месяца из трёх, коллеги свой выполняют. Начните план улучшения результатов на 60 дней",
      en = case.title.en
        .. " has missed the plan in two of three months while the others make theirs. Begin an improvement plan of 60 days",
    },
  }
  case:alert {
    to = "hr",
    why = { ru = "Начат план улучшения результатов: " .. case.title.ru, en = "An improvement plan has begun: " .. case.title.en },
  }
  case:task("diagnosis_meeting", {
    to = head(case),
    due = case.p.meeting_due,
    title = { ru = "Встреча с диагнозом: " .. case.title.ru, en = "Meet and find the cause: " .. case.title.en },
  })
  case:task("signed_plan", {
    to = head(case),
    due = case.p.plan_due,
    title = {
      ru = "Подписать план: 2–3 действия и 1–2 показателя по неделям: " .. case.title.ru,
      en = "Sign the plan: 2 or 3 behaviours and 1 or 2 figures by week: " .. case.title.en,
    },
  })
end

-- A record of a one-to-one each week, as long as the half lasts.
local function weekly_records(case, weeks)
  for _ = 1, weeks do
    case:task("one_to_one", {
      to = head(case),
      due = case.p.week,
      title = {
        ru = "Запись встречи один на один за неделю: " .. case.title.ru,
        en = "Record of this week's one-to-one: " .. case.title.en,
      },
    })
    case:wait(case.p.week)
  end
end

local function ask_gate(case)
  local said = case:wait(case:ask("gate", {
    to = head(case),
    options = { "behaviour_on_target", "figures_improve", "neither" },
    question = {
      ru = "Половина срока: " .. case.title.ru
        .. ". Действия выполнены на 80 % и больше, показатели растут, или ни то ни другое?",
      en = "Half-time: " .. case.title.en .. ". Are 80% of the behaviours on target, do the figures improve, or neither?",
    },
    remind = case.p.remind,
    escalate = { after = case.p.boss, to = "director" },
  }))
  return said
end

local function change_role(case)
  local task = case:task("change_role", {
    to = "hr",
    due = case.p.decision_due,
    title = {
      ru = "Решить с руководителем: другая роль или расставание: " .. case.title.ru,
      en = "Decide with the head: another role or parting: " .. case.title.en,
    },
  })
  return task
end

local function ask_final(case)
  local said = case:wait(case:ask("final", {
    to = "director",
    options = { "reached", "not_reached" },
    question = {
      ru = "План улучшения окончен: " .. case.title.ru
        .. ". Решение с руководителем и HR: достигнут (reached) или нет (not_reached)?",
      en = "The improvement plan is over: " .. case.title.en .. ". Decide with the head and HR: reached or not?",
    },
    remind = case.p.remind,
  }))
  return said
end

local function run_plan(case)
  begin(case)
  weekly_records(case, case.p.half_weeks)
  local gate = ask_gate(case)

  case:note { ru = "Решение на половине срока: " .. gate.value, en = "Decision at half-time: " .. gate.value }
  if gate.value == "neither" then
    case:wait(case:done(change_role(case)))
    case:close("role_changed")
    return
  end
  weekly_records(case, case.p.half_weeks)
  local final = ask_final(case)
  if final.value == "not_reached" then
    case:wait(case:done(change_role(case)))
  end
  case:close(final.value)
end

return {
  sdm.decision "chronic_miss" {
    api = 1,
    title = { ru = "Хроническое невыполнение плана", en = "Plan missed again and again" },
    owner = "consultant@library",
    params = {
      missed = sdm.percent(80), -- of the plan: below it a month is missed
      late = sdm.percent(90), -- of the month must be over
      peers = sdm.percent(95), -- of their plans is what the others make
      leads = sdm.percent(80), -- of the median's leads
    },
    watch = { kpi = "rev", each = "seller", period = "month", roles = { "seller" } },
    when = sdm.below { share = "missed", elapsed = "late" },
    for_ = sdm.workdays(1),
    on_missing = "hold",
    severity = "info",
    inhibited_by = { "report_unreliable", "newcomer_ramp_lag", "improvement_plan", "unit_miss" },
    run = run_chronic,
  },
  sdm.decision "improvement_plan" {
    api = 1,
    title = { ru = "План улучшения результатов", en = "Improvement plan" },
    owner = "consultant@library",
    params = {
      meeting_due = sdm.workdays(2),
      plan_due = sdm.workdays(3),
      week = sdm.workdays(5),
      half_weeks = 4, -- 30 calendar days
      decision_due = sdm.workdays(5),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "rev", each = "seller", period = "year", roles = { "seller" } },
    when = function() return false end, -- chronic_miss opens it
    clear = function() return false end, -- its own run closes it
    on_missing = "hold",
    severity = "red",
    inhibited_by = { "newcomer_ramp_lag" },
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run_plan,
  },
}
