-- A15. On two days running a seller's report differs from telephony and CRM by more than 10 %. Where all sellers differ the
-- wording of the form is to blame; else the head says what is behind it: work that was done and not logged, figures that are
-- too good, or another cut of the day. While the case is open nothing is concluded from his figures; the system's own count for
-- the KPI, the report's value is kept.
--
-- Basis: a difference is a matter of definition before it is one of honesty, so the question comes before the talk.
-- Needs: rep_match of a measure that the CRM or telephony counts as well.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- diagnosis ----

-- 1. Do the others differ as well? Then the form asks for something else than the system counts.
local function wording(case)
  local peers = case:peers("rep_match")
  if peers and peers.count > 2 and peers.median < case.p.match then
    return {
      code = "wording",
      ru = "расходится вся группа, медиана " .. percent(peers.median, "ru") .. ": дело в формулировке",
      en = "the whole unit differs, median " .. percent(peers.median, "en") .. ": it is the wording of the form",
    }
  end
end

local causes = {
  not_logged = {
    code = "not_logged",
    ru = "работа сделана, но не внесена в CRM",
    en = "the work is done but not logged in the CRM",
  },
  inflated = { code = "inflated", ru = "показатели завышены", en = "the figures are too good" },
  other_day = {
    code = "other_day",
    ru = "границы дня в отчёте и CRM не совпадают",
    en = "report and CRM cut the day differently",
  },
}

-- 2. to 4. The head knows; without an answer of his it is taken for work that was not logged.
local function ask_head(case)
  local out = case:first("cause", {
    back = case:cleared(),
    said = case:ask("cause", {
      to = head(case),
      options = { "not_logged", "inflated", "other_day" },
      question = {
        ru = case.title.ru .. ": отчёт расходится с CRM. Работа не внесена (not_logged), показатели завышены (inflated) "
          .. "или день считается иначе (other_day)?",
        en = case.title.en .. ": the report differs from the CRM. Not logged, inflated, or another cut of the day (other_day)?",
      },
      remind = case.p.remind,
      escalate = { after = case.p.boss, to = case.head and case.head.boss or "director" },
    }),
    late = case:timer(case.p.answer_due),
  })
  if out.key == "back" then
    return nil
  end
  return causes[out.key == "said" and out.value or "not_logged"]
end

-- ---- branches ----

local branch = {
  wording = function(case)
    local task = case:task("new_wording", {
      to = "operations",
      due = case.p.wording_due,
      title = {
        ru = "Новая версия формы отчёта: уточнить, что считается",
        en = "A new version of the form: say what is counted",
      },
    })
    return task
  end,
  not_logged = function(case)
    local task = case:task("backfill", {
      to = case.seller,
      due = case.p.backfill_due,
      title = { ru = "Внести в CRM работу, которая есть только в отчёте", en = "Enter into the CRM what only the report knows" },
    })
    return task
  end,
  inflated = function(case)
    local task = case:task("talk", {
      to = head(case),
      due = case.p.talk_due,
      title = {
        ru = "Разговор один на один со списком расхождений: " .. case.title.ru,
        en = "One-to-one with the list of differences: " .. case.title.en,
      },
    })
    return task
  end,
  other_day = function(case)
    local task = case:task("same_day", {
      to = "operations",
      due = case.p.cut_due,
      title = { ru = "Свести границы дня в отчёте и CRM", en = "Make report and CRM cut the day alike" },
    })
    return task
  end,
}

-- Opened by another decision there is no figure of the day, but one of the month.
local function tell(case)
  local match = case.fact or case:kpi("rep_match").fact
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ": отчёт расходится с CRM, достоверность " .. percent(match, "ru") .. ". Проверьте данные",
      en = case.title.en .. ": report and CRM differ, they match by " .. percent(match, "en") .. ". Check the data",
    },
  }
end

local function run(case)
  tell(case)
  local cause = wording(case) or ask_head(case)
  if cause then
    case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
    local task = branch[cause.code](case)
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  end
  case:close("recovered")
end

return sdm.decision "report_unreliable" {
  api = 1,
  title = { ru = "Отчёт расходится с CRM", en = "Report differs from the CRM" },
  owner = "consultant@library",
  params = {
    match = sdm.percent(90), -- below it a report is unreliable
    clear = sdm.percent(95),
    reports = sdm.workdays(2), -- so many running open it
    back = sdm.workdays(5), -- so many good ones close it
    answer_due = sdm.workdays(3),
    wording_due = sdm.workdays(5),
    backfill_due = sdm.workdays(2),
    talk_due = sdm.workdays(1),
    cut_due = sdm.workdays(3),
    remind = sdm.workdays(1),
    boss = sdm.workdays(2),
    overdue = sdm.workdays(2),
    top = sdm.workdays(5),
  },
  watch = { kpi = "rep_match", each = "seller", period = "month", roles = { "seller", "newcomer" } },
  when = sdm.under { value = "match", by_day = true },
  clear = sdm.under { value = "clear", by_day = true, negate = true },
  for_ = "reports",
  clear_for = "back",
  on_missing = "hold",
  severity = "info", -- "check the data"
  inhibited_by = { "report_missing" },
  escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
  run = run,
}
