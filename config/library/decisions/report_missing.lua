-- A14. A seller has not handed in the daily report. He is reminded two hours before it is due; when the day has ended without
-- it he is asked for it, the second time in a month his head talks to him, and where it is a habit the head decides what to cut
-- from the form. If the whole unit is without reports, it is the intake that does not work. While the case is open nothing is
-- said about his figures.
--
-- Basis: figures with a hole in them say nothing about the work; the usual reasons for a missing report are absence, the system
-- and a form that is too long, before it is discipline.
-- Needs: schedule.yaml with the duty `daily`, rep_missing and rep_soon (measures of `duty` and `reminder`), rep_ontime. Nothing
-- is owed on days off and on days of absence.
local sdm = require "sdm"

-- "2026-10-05" as it is written in Russian.
local function day_ru(day)
  return day:sub(9, 10) .. "." .. day:sub(6, 7) .. "." .. day:sub(1, 4)
end

-- Heads report to the director, whoever is away is stood in for.
local function head(case)
  return case.head or "director"
end

local function seller(case)
  return case.substitute or case.seller
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Absence: no report is owed then, so there is no case.

-- 2., 3. Is half of the unit without reports as often as he is? Then it is the system or the unit.
local function unit_is_missing(case)
  local peers = case:peers("rep_missing")
  if peers and peers.count > 2 and peers.value and peers.median >= 1 and peers.median >= peers.value then
    return { code = "unit", ru = "нет отчётов всей группы", en = "the whole unit is without reports" }
  end
end

-- 4. Is it a habit? Below 90 % in time in the last month that is over.
local function chronic(case)
  local month = case:trend("rep_ontime", 2)
  local last = month and month.points[#month.points].value
  if last and last < case.p.habit then
    return {
      code = "chronic",
      ru = "за прошлый месяц в срок сдано " .. sdm.format(last, "percent", "ru"),
      en = sdm.format(last, "percent", "en") .. " were in time last month",
    }
  end
end

-- 5. Not the first one this month.
local function repeated(case)
  local missing = case:kpi("rep_missing")
  if missing.fact and missing.fact >= case.p.repeated then
    return {
      code = "repeated",
      ru = "не сдано отчётов за месяц: " .. sdm.format(missing.fact, "count", "ru"),
      en = "reports missing this month: " .. sdm.format(missing.fact, "count", "en"),
    }
  end
end

local function diagnose(case)
  return unit_is_missing(case) or chronic(case) or repeated(case) or {
    code = "first",
    ru = "первый случай за месяц",
    en = "the first time this month",
  }
end

-- ---- branches ----

local function submit(case)
  case:task("hand_in_report", {
    to = seller(case),
    due = case.p.submit_due,
    title = { ru = "Сдать ежедневный отчёт за " .. day_ru(case.day), en = "Hand in the daily report for " .. case.day },
  })
end

local branch = {
  unit = function(case)
    case:task("fix_intake", {
      to = "operations",
      due = case.p.fix_due,
      title = { ru = "Проверить приём отчётов группы", en = "Check why the unit's reports do not come in" },
    })
  end,
  chronic = function(case)
    submit(case)
    case:task("cut_form", {
      to = head(case),
      due = case.p.form_due,
      title = {
        ru = "Решить, что убрать из формы отчёта или как сдвинуть срок: " .. case.title.ru,
        en = "Decide what to cut from the form or when it is due: " .. case.title.en,
      },
    })
  end,
  repeated = function(case)
    submit(case)
    case:task("talk", {
      to = head(case),
      due = case.p.talk_due,
      title = { ru = "Поговорить о сдаче отчётов: " .. case.title.ru, en = "Talk about the reports: " .. case.title.en },
    })
  end,
  first = submit,
}

local told = { unit = function() return "operations" end, chronic = head, repeated = head, first = seller }

local function run(case)
  local cause = diagnose(case)

  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = told[cause.code](case),
    why = {
      ru = "Нет ежедневного отчёта за " .. day_ru(case.day) .. ": " .. case.title.ru .. "; " .. cause.ru,
      en = "No daily report for " .. case.day .. ": " .. case.title.en .. "; " .. cause.en,
    },
  }
  branch[cause.code](case)

  -- Follow-up: the next report. Is that missing too, his head hears of it.
  local out = case:first("next_due", { back = case:cleared(), next = case:timer(case.p.follow_up) })
  if out.key == "next" then
    local again = cause.code == "first" and repeated(case)
    if again then
      case:worsen("red")
      case:remind { to = head(case), why = { ru = case.title.ru .. ": " .. again.ru, en = case.title.en .. ": " .. again.en } }
      branch.repeated(case)
    end
    case:wait(case:cleared())
  end
  case:close("recovered")
end

return {
  sdm.decision "report_due" {
    api = 1,
    title = { ru = "Скоро срок ежедневного отчёта", en = "Daily report due soon" },
    owner = "consultant@library",
    params = { least = 1 }, -- so many reports that will soon be due
    watch = { kpi = "rep_soon", each = "seller", period = "day", roles = { "seller", "newcomer" } },
    when = sdm.above { value = "least", or_equal = true },
    on_missing = "clear",
    severity = "info",
    run = function(case)
      case:alert {
        to = seller(case),
        why = { ru = "Скоро срок отчёта: " .. case.title.ru, en = "The report is due soon: " .. case.title.en },
      }
    end,
  },
  sdm.decision "report_missing" {
    api = 1,
    title = { ru = "Не сдан ежедневный отчёт", en = "Daily report missing" },
    owner = "consultant@library",
    params = {
      after = sdm.workdays(1), -- so many working days running without a report open it
      back = sdm.workdays(2), -- so many with one close it, or all of them since it began
      repeated = 2, -- so many in a month are a matter for the head
      habit = sdm.percent(90), -- in time; below it, it is a habit
      submit_due = sdm.workdays(1),
      talk_due = sdm.workdays(1),
      form_due = sdm.workdays(3),
      fix_due = sdm.workdays(1),
      follow_up = sdm.workdays(2), -- the next report is known by then
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "rep_missing", each = "seller", period = "month", roles = { "seller", "newcomer" } },
    when = sdm.above { value = 0, by_day = true },
    for_ = "after",
    clear_for = "back",
    on_missing = "clear",
    severity = "amber",
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  },
}
