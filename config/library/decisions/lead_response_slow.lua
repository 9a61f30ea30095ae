-- A13. Leads are answered too late: half of a day's leads waited longer than agreed, or more than one in ten of the month so
-- far. Leads that nobody has answered go to the next on duty at once; why it happened is settled afterwards: the shift, the
-- channel, or the seller.
--
-- Basis: a lead that is answered within minutes is several times as likely to be talked to as one that is answered within the
-- hour; the agreed time is published Russian practice.
-- Needs: leads with the minutes of working time until the first answer (resp_min, resp_late), entity lead; a scope team_source;
-- the roles "operations", "director". That a lead is waiting minute by minute only the CRM knows: what is reported to us is
-- what has happened.
local sdm = require "sdm"

local function minutes(n, language)
  return sdm.format(n, "number", language) .. (language == "ru" and " мин" or " min")
end

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- per lead: those without an answer, the oldest first ----

local function unanswered(case)
  local waiting = {}
  for _, lead in ipairs(case:entities("lead", { stage = "new", sort = "age", fields = { "response_min" } }).list) do
    if not lead.fields.response_min then
      table.insert(waiting, lead.id)
    end
  end
  return waiting
end

local function hand_over(case)
  local waiting = unanswered(case)
  if #waiting == 0 then
    return
  end
  case:task("answer_now", {
    to = case.substitute or head(case),
    due = case.p.now_due,
    title = {
      ru = "Передать дежурному и ответить сегодня (" .. #waiting .. "): " .. table.concat(waiting, ", "),
      en = "Hand over to whoever is on duty and answer today (" .. #waiting .. "): " .. table.concat(waiting, ", "),
    },
  })
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Is it the shift, the queue or the channel? Then the others are late too.
local function all_are_late(case)
  local peers = case:peers("resp_min")
  return peers ~= nil and peers.count > 2 and peers.median > case.p.sla
end

-- The head knows which of them.
local function ask_where(case)
  local out = case:first("where", {
    back = case:cleared(),
    said = case:ask("where", {
      to = head(case),
      options = { "shift", "channel", "rule" },
      question = {
        ru = "Опаздывает вся группа. shift - некому отвечать в это время, channel - канал не подключён,"
          .. " rule - правило распределения",
        en = "The whole team is late. shift - nobody is there at that time, channel - is not connected, rule - of distribution",
      },
      remind = case.p.remind,
      escalate = { after = case.p.boss, to = case.head and case.head.boss or "director" },
    }),
    late = case:timer(case.p.boss),
  })
  local code = out.key == "said" and out.value or "shift"
  return {
    code = code,
    ru = "опаздывает вся группа: " .. code,
    en = "the whole team is late: " .. code,
  }
end

-- 2. Else it is this seller.
local function this_seller(case)
  local peers = case:peers("resp_min")
  if peers and peers.count > 1 then
    return {
      code = "seller",
      ru = "у других " .. minutes(peers.median, "ru"),
      en = "the others need " .. minutes(peers.median, "en"),
    }
  end
  return { code = "seller", ru = "причина у продавца", en = "it is the seller's matter" }
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local branch = {
  shift = function(case)
    return give(case, "change_shift", head(case), case.p.shift_due, "Изменить график дежурств", "Change the schedule of shifts")
  end,
  rule = function(case)
    return give(case, "change_rule", head(case), case.p.shift_due,
      "Изменить правило распределения лидов", "Change how leads are distributed")
  end,
  channel = function(case)
    return give(case, "connect_channel", "operations", case.p.channel_due,
      "Подключить канал лидов", "Connect the channel of leads")
  end,
  seller = function(case)
    return give(case, "talk", head(case), case.p.talk_due,
      "Разговор: норма первого ответа", "A talk: the agreed time of the first answer")
  end,
}

local function tell(case, late)
  case:alert {
    to = head(case),
    why = { ru = case.title.ru .. ": " .. late.ru, en = case.title.en .. ": " .. late.en },
  }
end

local function settle(case, late)
  tell(case, late)
  hand_over(case)
  local cause = all_are_late(case) and ask_where(case) or this_seller(case)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  local task = branch[cause.code](case)

  case:all("closing", { back = case:cleared(), plan = case:done(task) })
  case:close("recovered")
end

local function run_day(case)
  settle(case, {
    ru = "первый ответ за день " .. minutes(case.fact, "ru") .. " при норме " .. minutes(case.p.sla, "ru"),
    en = "a first answer took " .. minutes(case.fact, "en") .. " that day, agreed are " .. minutes(case.p.sla, "en"),
  })
end

local function run_share(case)
  settle(case, {
    ru = "позже нормы отвечено на " .. percent(case.fact, "ru") .. " лидов месяца",
    en = percent(case.fact, "en") .. " of the month's leads were answered later than agreed",
  })
end

local function slow(code, watch, when, clear, back, quiet, run)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Медленный первый ответ", en = "Leads are answered too late" },
    owner = "consultant@library",
    params = {
      sla = 5, -- minutes of working time; resp_late counts by the same
      late = sdm.percent(10), -- of the month's leads so far
      enough = sdm.percent(5),
      days = sdm.workdays(1),
      back = sdm.workdays(back),
      now_due = sdm.workdays(1), -- after the day judged: today
      shift_due = sdm.workdays(3),
      channel_due = sdm.workdays(1),
      talk_due = sdm.workdays(1),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = watch,
    when = when,
    clear = clear,
    for_ = "days",
    clear_for = "back",
    on_missing = "hold",
    severity = "amber",
    inhibited_by = quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  }
end

return {
  slow("lead_response_slow", { kpi = "resp_min", each = "seller", period = "month", roles = { "seller", "newcomer" } },
    sdm.above { value = "sla", by_day = true }, sdm.above { value = "sla", by_day = true, negate = true }, 5,
    { "report_missing", "report_unreliable" }, run_day),
  slow("lead_response_share", { kpi = "resp_late", each = "seller", period = "month", roles = { "seller", "newcomer" } },
    sdm.above { value = "late" }, sdm.above { value = "enough", negate = true }, 5,
    { "report_missing", "report_unreliable", "lead_response_slow" }, run_share),
}
