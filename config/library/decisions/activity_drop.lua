-- A02. A seller's calls, meetings or proposals stay below 80 % of the day's norm on three working days running. The cause
-- decides: other work that eats the time, an exhausted client base, will or skill. If quality has risen so much that the result
-- holds, the head is only informed.
--
-- Basis: activity is what a seller decides himself and what falls first; "if calls are down, calls need to be increased" holds
-- only when the time, the clients and the skill for them are there.
-- Needs: calls, meets, kp by day with their norms a day as parameters, routine (hours of other work), leads with plans, rev
-- with plans, win, competencies. Newcomers have a role of their own: newcomer_ramp_lag looks at their growing norm. Whoever is
-- away is not judged.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

local activities = { "calls", "meets", "kp" }

-- ---- diagnosis, in the order in which it is asked ----

-- 1. All kinds of activity or this one alone?
local function all_kinds_low(case)
  for _, code in ipairs(activities) do
    local kpi = case:kpi(code)
    if not kpi.fact or not kpi.norm or kpi.fact >= case.p.share * kpi.norm then
      return false
    end
  end
  return true
end

-- 2. Has the feed of the whole unit gone dead? Where half of the sellers have nothing, it is no matter of this one.
local function feed_is_dead(case, kpi)
  local peers = case:peers(kpi)
  if peers and peers.count > 2 and sdm.equal(peers.median, 0) then
    return { code = "feed", ru = "нет данных по всей группе", en = "no data of the whole unit" }
  end
end

-- 3. Hours of other work.
local function routine_overload(case)
  local routine, days = case:kpi("routine"), case:kpi("calls").elapsed
  if routine.fact and days and days > 0 and routine.fact > case.p.routine * days then
    return {
      code = "routine",
      ru = "прочая работа занимает " .. sdm.format(routine.fact / days, "hours", "ru") .. " в день",
      en = "other work takes " .. sdm.format(routine.fact / days, "hours", "en") .. " a day",
    }
  end
end

-- 4. Are there clients to work with? Too few leads were given.
local function base_exhausted(case)
  local leads = case:kpi("leads")
  if leads.fact and leads.expected and leads.fact < case.p.base * leads.expected then
    return {
      code = "base",
      ru = "мало лидов: " .. percent(leads.fact / leads.expected, "ru") .. " плана",
      en = "few leads: " .. percent(leads.fact / leads.expected, "en") .. " of the plan",
    }
  end
end

-- 5. Has quality risen instead? Then the result holds with fewer calls.
local function quality_is_up(case)
  local rev, win = case:kpi("rev"), case:kpi("conversion")
  if rev.fact and rev.expected and rev.fact >= rev.expected and win.fact and win.target
    and win.fact >= (1 + case.p.quality) * win.target then
    return {
      code = "quality",
      ru = "конверсия выше плана, выручка не ниже плана",
      en = "conversion is above plan and revenue is not below it",
    }
  end
end

-- 6. Skill, where prospecting is rated below its floor; else will.
local function skill_or_will(case)
  local rating = case.seller and case.seller.ratings["prospecting"]
  if rating and rating < case.p.floor then
    return { code = "skill", ru = "навык поиска клиентов ниже нормы", en = "prospecting is rated below its floor" }
  end
  return { code = "will", ru = "условия есть, дело в настрое", en = "the conditions are there, it is a matter of will" }
end

local function diagnose(case, kpi)
  return feed_is_dead(case, kpi) or quality_is_up(case) or routine_overload(case) or base_exhausted(case) or skill_or_will(case)
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local branch = {
  feed = function(case)
    local task = give(case, "fix_feed", "operations", case.p.feed_due,
      "Восстановить выгрузку активности",
      "Restore the feed of activity")
    return task
  end,
  base = function(case)
    local task = give(case, "give_accounts", head(case), case.p.base_due,
      "Передать клиентов из числа освободившихся",
      "Hand over released clients")
    return task
  end,
  routine = function(case)
    local task = give(case, "remove_routine", head(case), case.p.routine_due,
      "Снять или передать лишнюю работу",
      "Take other work off or hand it over")
    return task
  end,
  will = function(case)
    local task = give(case, "day_norm", head(case), case.p.talk_due,
      "Разговор один на один, письменная норма на день",
      "One-to-one, agree a daily norm in writing")
    return task
  end,
  skill = function(case)
    return case:coach("prospecting", { to = head(case), due = case.p.coach_due })
  end,
}

-- Opened by plan_lag there is no figure of the day.
local function a_day(case, language)
  if not case.fact then
    return ""
  end
  local norm = sdm.format(case.p.norm, "number", language)
  if language == "ru" then
    return ", за день " .. sdm.format(case.fact, "count", "ru") .. " при норме " .. norm
  end
  return ", " .. sdm.format(case.fact, "count", "en") .. " a day, the norm is " .. norm
end

local function tell(case, cause)
  local all = all_kinds_low(case)

  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = cause.code == "feed" and "operations" or head(case),
    why = {
      ru = case.title.ru .. ": ниже нормы " .. (all and "вся активность" or case.kpi_title.ru) .. a_day(case, "ru")
        .. "; " .. cause.ru,
      en = case.title.en .. ": below the norm: " .. (all and "all activity" or case.kpi_title.en) .. a_day(case, "en")
        .. "; " .. cause.en,
    },
  }
end

local function run(case, kpi)
  local cause = diagnose(case, kpi)

  tell(case, cause)
  if cause.code == "quality" then
    return -- for information; the engine closes it when the norm is met again
  end
  local task = branch[cause.code](case)
  if cause.code == "feed" then
    case:wait(case:done(task))
    case:close("void")
    return
  end

  local out = case:first("follow_up", { back = case:cleared(), late = case:timer(case.p.follow_up) })
  if out.key == "late" then
    case:worsen("red")
    case:escalate {
      why = {
        ru = case.title.ru .. ": активность не восстановилась за неделю; " .. cause.ru,
        en = case.title.en .. ": activity has not come back in a week; " .. cause.en,
      },
    }
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  else
    case:wait(case:done(task))
  end
  case:close("recovered")
end

-- One decision for each activity. Where the first is open the others keep quiet: the alert says whether all of it is low.
local function drop(code, kpi, norm, low, enough, quiet)
  local inhibitors = { "report_missing", "report_unreliable", "newcomer_ramp_lag", "improvement_plan" }
  for _, other in ipairs(quiet) do
    table.insert(inhibitors, other)
  end
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Падение активности", en = "Drop in activity" },
    owner = "consultant@library",
    params = {
      norm = norm, -- a day
      low = low, -- 80 % of the norm: below it a day is bad
      enough = enough, -- 95 % of the norm: from there on a day is good
      days = sdm.workdays(3),
      back = sdm.workdays(5),
      share = sdm.percent(80), -- of the norm, for the other activities
      routine = 2, -- hours a day of other work that are still normal
      base = sdm.percent(80), -- of the planned leads
      quality = sdm.percent(20), -- better conversion than planned
      floor = 3,
      feed_due = sdm.workdays(1),
      base_due = sdm.workdays(2),
      routine_due = sdm.workdays(2),
      talk_due = sdm.workdays(1),
      coach_due = sdm.workdays(10),
      follow_up = sdm.workdays(5),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = kpi, each = "seller", period = "month", roles = { "seller" } },
    when = sdm.under { value = "low", by_day = true },
    clear = sdm.under { value = "enough", by_day = true, negate = true },
    for_ = "days",
    clear_for = "back",
    on_missing = "hold",
    severity = "amber",
    inhibited_by = inhibitors,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = function(case) run(case, kpi) end,
  }
end

return {
  drop("activity_drop", "calls", 20, 16, 19, {}),
  drop("activity_drop_meets", "meets", 2, 1.6, 1.9, { "activity_drop" }),
  drop("activity_drop_kp", "kp", 1, 0.8, 0.95, { "activity_drop", "activity_drop_meets" }),
}
