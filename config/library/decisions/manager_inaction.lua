-- M1. In a head's team more than a fifth of the tasks of cases are overdue, or it takes more than a working day until anybody
-- does something about a case: his boss hears of it, and again every week until it is better. Judged over the month so far,
-- from the day on which ten working days are over.
--
-- Basis: a case that nobody touches is no rule at all; whoever leads heads looks first at what they leave lying.
-- Needs: tasks_overdue, tasks_owed, ack_hours (measures of `task` and `case`); units with heads.
local sdm = require "sdm"

local function boss(case)
  return case.head and case.head.boss or "director"
end

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

-- ---- what there is to say, one text for each of the two triggers ----

local function tasks(case)
  return {
    ru = case.title.ru .. ": просрочено " .. percent(case.fact, "ru") .. " задач по отклонениям с начала месяца",
    en = case.title.en .. ": " .. percent(case.fact, "en") .. " of the tasks of cases are overdue this month",
  }
end

local function slow(case)
  return {
    ru = case.title.ru .. ": на отклонения реагируют за " .. sdm.format(case.fact, "hours", "ru")
      .. " рабочего времени (медиана)",
    en = case.title.en .. ": it takes " .. sdm.format(case.fact, "hours", "en")
      .. " of working time until anybody acts on a case (median)",
  }
end

-- ---- when it is asked, and what follows ----

-- The tenth working day of a month is over by the fifteenth.
local function is_time(s, p)
  return tonumber(s.day:sub(9, 10)) >= p.from_day and s.facts >= p.least
end

local function run_with(text)
  return function(case)
    case:alert { to = boss(case), why = text(case) }
    local talk = case:task("one_to_one", {
      to = boss(case),
      due = case.p.talk_due,
      title = { ru = "Разговор с руководителем один на один: " .. case.title.ru, en = "One-to-one with the head: "
        .. case.title.en },
    })
    local back = case:cleared()
    local out = case:first("week", { back = back, over = case:timer(case.p.week) })
    while out.key == "over" do
      case:worsen("red")
      case:alert { to = boss(case), why = text(case) }
      out = case:first("week", { back = case:cleared(), over = case:timer(case.p.week) })
    end
    case:wait(case:done(talk))
    case:close("recovered")
  end
end

local function inaction(code, watched, text, title, least, limit)
  return sdm.decision(code) {
    api = 1,
    title = title,
    owner = "consultant@library",
    params = {
      from_day = 15, -- of the month
      least = least,
      limit = limit,
      talk_due = sdm.workdays(2),
      week = sdm.workdays(5),
      overdue = sdm.workdays(2),
    },
    watch = { kpi = watched, each = "team", period = "month" },
    when = function(s, p)
      return s.fact ~= nil and is_time(s, p) and s.fact > p.limit
    end,
    clear = function(s, p)
      return s.fact ~= nil and s.fact <= p.limit
    end,
    on_missing = "hold",
    severity = "amber",
    escalation = { overdue = "overdue" },
    run = run_with(text),
  }
end

local overdue = { ru = "Руководитель: задачи просрочены", en = "Head: tasks are overdue" }
local late = { ru = "Руководитель: медленная реакция", en = "Head: slow to act" }

return {
  inaction("manager_inaction", "tasks_overdue", tasks, overdue, 5, sdm.percent(20)), -- tasks, and their share
  inaction("manager_inaction_slow", "ack_hours", slow, late, 5, 8), -- cases, and working hours: a day
}
