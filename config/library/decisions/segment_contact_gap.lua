-- A12. A seller does not keep the norm of contacts with his key clients: from the middle of the month on he has less than 80 %
-- of what should have been reached by then, of medium clients less than 60 %. Mostly the contacts were made, but with small
-- clients.
--
-- Basis: norms of contacts by client group are a KPI of the process: what is not talked about is not bought, and key clients
-- are never won back by one visit at the end of the month.
-- Needs: contacts by segment (contacts_a, contacts_b, contacts_c) with plans of the first two, the norm of the month; load; the
-- decision capacity_gap. Whoever is away: his substitute re-plans. Where no contact at all is known the feed is dead, and
-- nothing opens.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

local function doer(case)
  return case.substitute or case.seller or head(case)
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Is there too much to do for one person?
local function overloaded(case)
  local load = case:kpi("load").fact
  if load and load > case.p.load then
    return { code = "load", ru = "загрузка " .. percent(load, "ru"), en = "a load of " .. percent(load, "en") }
  end
end

-- 2. Is he away?
local function owner_absent(case)
  if case.substitute then
    return {
      code = "absent",
      ru = "отсутствует, замещает " .. case.substitute.title.ru,
      en = "is away, for him " .. case.substitute.title.en,
    }
  end
end

-- 3. Were contacts made with small clients instead?
local function misallocated(case)
  local small, lack = case:kpi("contacts_c").fact, case.expected - (case.fact or 0)
  if small and small >= case.p.instead * lack then
    return {
      code = "misallocated",
      ru = "касания ушли в сегмент C: " .. sdm.format(small, "count", "ru"),
      en = "contacts went to segment C: " .. sdm.format(small, "count", "en"),
    }
  end
end

-- 4. Else only he knows: whom does he not reach?
local function ask_why(case)
  local out = case:first("why", {
    back = case:cleared(),
    said = case:ask("why", {
      to = doer(case),
      options = { "unreachable", "time", "route" },
      question = {
        ru = "Почему не выполнена норма касаний? unreachable - до клиента не дозвониться, time - нет времени,"
          .. " route - далеко ехать",
        en = "Why is the norm of contacts not kept? unreachable - cannot reach the client, time - has none, route - too far",
      },
      remind = case.p.remind,
      escalate = { after = case.p.boss, to = head(case) },
    }),
    late = case:timer(case.p.boss),
  })
  if out.key == "said" and out.value == "unreachable" then
    return { code = "unreachable", ru = "клиент недоступен", en = "the client cannot be reached" }
  end
  return { code = "misallocated", ru = "нет плана касаний", en = "contacts are not planned" }
end

local function diagnose(case)
  return overloaded(case) or owner_absent(case) or misallocated(case)
end

-- ---- branches ----

local function replan(case)
  return case:task("replan", {
    to = doer(case),
    due = case.p.replan_due,
    title = {
      ru = "Перепланировать календарь касаний на 10 рабочих дней: " .. case.kpi_title.ru,
      en = "Plan the contacts of the next 10 working days anew: " .. case.kpi_title.en,
    },
  })
end

local branch = {
  load = function(case)
    case:open("capacity_gap")
    return replan(case)
  end,
  absent = replan,
  misallocated = replan,
  unreachable = function(case)
    return case:task("other_contact", {
      to = head(case),
      due = case.p.contact_due,
      title = {
        ru = "Дать другой контакт у клиента: " .. case.title.ru,
        en = "Give another contact at the client: " .. case.title.en,
      },
    })
  end,
}

local function tell(case, cause)
  local ru = case.title.ru .. ": " .. case.kpi_title.ru .. " " .. sdm.format(case.fact, "count", "ru") .. " из "
    .. sdm.format(case.expected, "number", "ru") .. " к этому дню"
  local en = case.title.en .. ": " .. case.kpi_title.en .. " " .. sdm.format(case.fact, "count", "en") .. " of "
    .. sdm.format(case.expected, "number", "en") .. " by this day"

  case:alert {
    to = head(case),
    why = { ru = cause and ru .. "; " .. cause.ru or ru, en = cause and en .. "; " .. cause.en or en },
  }
end

local function run(case)
  local cause = diagnose(case)

  tell(case, cause)
  cause = cause or ask_why(case)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  local task = branch[cause.code](case)

  local out = case:first("follow_up", { back = case:cleared(), late = case:timer(case.p.follow_up) })
  if out.key == "late" then
    case:worsen("red")
    case:escalate {
      why = {
        ru = case.title.ru .. ": " .. case.kpi_title.ru .. " за неделю не восстановились",
        en = case.title.en .. ": " .. case.kpi_title.en .. " have not come back in a week",
      },
    }
  end
  case:all("closing", { back = case:cleared(), plan = case:done(task) })
  case:close("recovered")
end

local function gap(code, kpi, share)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Не выполнена норма касаний", en = "The norm of contacts is not kept" },
    owner = "consultant@library",
    params = {
      share = share, -- of the norm to date: below it is a case
      enough = sdm.percent(95), -- from here on it may close
      half = sdm.percent(50), -- of the month: it is not looked at before
      days = sdm.days(1),
      load = sdm.percent(110),
      instead = sdm.percent(50), -- of the lack, made with small clients
      replan_due = sdm.workdays(1),
      contact_due = sdm.workdays(3),
      follow_up = sdm.workdays(5),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = kpi, each = "seller", period = "month", roles = { "seller" } },
    when = sdm.below { share = "share", elapsed = "half" },
    clear = sdm.below { share = "enough", negate = true },
    for_ = "days",
    clear_for = "days",
    on_missing = "hold",
    severity = "amber",
    inhibited_by = { "report_missing", "report_unreliable" },
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  }
end

return {
  gap("segment_contact_gap", "contacts_a", sdm.percent(80)),
  gap("segment_contact_gap_b", "contacts_b", sdm.percent(60)),
}
