-- A11. A client orders less: nothing has come for twice his own interval between orders, or he has moved to a lower class by
-- the amount of six months. The owner looks for the reason and wins him back: a key client in person and the same day, a medium
-- one by phone, small ones in the month's mailing.
--
-- Basis: a falling frequency is the first sign of a client who leaves, months before he says so; ABC and XYZ say how much that
-- matters.
-- Needs: entity client with silent_after and classes, orders with the client as an axis; the KPIs clients_silent, class_down,
-- debt_overdue, failures, contacts, rev; scope kinds client and client_product; the roles "marketing", "operations",
-- "director".
-- Not looked at: whether the owner or the contact person has changed of late, and whether the whole segment falls.
local sdm = require "sdm"

local function known(case)
  return case:entities("client", { limit = 1, fields = { "segment" } }).list[1]
end

-- By the amount, or while no period has ended yet by his segment.
local function class_of(client)
  return client.abc or client.fields.segment or "C"
end

local function owner(client)
  return client.owner or "director"
end

local function head(client)
  return client.owner and client.owner.boss or "director"
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Does he owe us money? Who is asked to pay does not order.
local function owes_us(case)
  local debt = case:kpi("debt_overdue").fact
  if debt and debt > 0 then
    return {
      code = "debt",
      ru = "просроченный долг " .. sdm.format(debt, "money", "ru"),
      en = "owes " .. sdm.format(debt, "money", "en") .. " for too long",
    }
  end
end

-- 2. Have we failed him?
local function service_failed(case)
  local failures = case:kpi("failures").fact
  if failures and failures > 0 then
    return {
      code = "service",
      ru = "сбои нашего сервиса: " .. sdm.format(failures, "count", "ru"),
      en = "failures of our service: " .. sdm.format(failures, "count", "en"),
    }
  end
end

-- 3. Which product group has vanished, against the year before?
local function group_vanished(case)
  local groups = case:contributors("rev", { by = "client_product", against = "previous" })
  local group = groups and groups:largest()
  if group and group.gap < 0 then
    return {
      code = "mix",
      ru = "меньше всего берёт: " .. group.title.ru .. ", " .. sdm.format(group.gap, "money", "ru") .. " к прошлому году",
      en = "buys least of: " .. group.title.en .. ", " .. sdm.format(group.gap, "money", "en") .. " against the year before",
    }
  end
end

-- 4. Has anybody talked to him?
local function not_contacted(case)
  local contacts = case:kpi("contacts").fact
  if not contacts or sdm.equal(contacts, 0) then
    return { code = "contact", ru = "с клиентом не общались", en = "nobody has talked to him" }
  end
end

local function diagnose(case)
  return owes_us(case) or service_failed(case) or group_vanished(case) or not_contacted(case)
    or { code = "unknown", ru = "причина не видна по данным", en = "the figures do not show why" }
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local by_class = {
  A = function(case, client)
    give(case, "retention_plan", owner(client), case.p.plan_due, "План удержания", "Retention plan")
    return give(case, "contact", owner(client), case.p.contact_due, "Личный контакт с клиентом", "Talk to the client in person")
  end,
  B = function(case, client)
    return give(case, "call", owner(client), case.p.call_due, "Позвонить клиенту", "Call the client")
  end,
  C = function(case)
    return give(case, "campaign", "marketing", case.p.batch, "Включить в месячную рассылку", "Put on the month's mailing")
  end,
}

local function tell(case, client, cause)
  local why = {
    ru = "Клиент " .. case.title.ru .. " (" .. class_of(client) .. "): последний заказ " .. client.last_contact .. ", "
      .. client.idle
      .. " дн. назад; " .. cause.ru,
    en = "Client " .. case.title.en .. " (" .. class_of(client) .. "): the last order was on " .. client.last_contact .. ", "
      .. client.idle
      .. " days ago; " .. cause.en,
  }
  case:alert { to = owner(client), why = why }
  if class_of(client) == "A" then
    case:alert { to = head(client), why = why }
  end
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
end

-- A key client whom nobody has talked to in two days is the director's matter.
local function director_hears(case)
  case:worsen("red")
  case:escalate {
    to = "director",
    why = {
      ru = "Ключевой клиент " .. case.title.ru .. " уходит, и с ним не связались",
      en = "Key client " .. case.title.en .. " is leaving and nobody has talked to him",
    },
  }
end

-- ---- follow-up: after his own interval, order or loss ----

local function own_interval(case, client)
  local days = client.silent_after and client.silent_after // case.p.times or 0
  return days > 0 and sdm.days(days) or case.p.interval
end

local function ask_lost(case, client)
  local out = case:first("lost", {
    back = case:cleared(),
    said = case:ask("lost", {
      to = owner(client),
      options = { "comes_back", "price", "competitor", "service", "closed", "other" },
      question = {
        ru = "Заказа от " .. case.title.ru .. " так и нет. Если клиент потерян, почему?",
        en = "Still no order of " .. case.title.en .. ". If he is lost, why?",
      },
      remind = case.p.remind,
      escalate = { after = case.p.boss, to = head(client) },
    }),
  })
  return out.key == "said" and out.value or "comes_back"
end

-- The loss is recorded; after two months somebody asks him again.
local function lost(case, client, why)
  case:note { ru = "Клиент потерян: " .. why, en = "The client is lost: " .. why }
  local out = case:first("returning", { back = case:cleared(), late = case:timer(case.p.returning) })
  if out.key == "late" then
    give(case, "win_back", owner(client), case.p.call_due,
      "Вернуть клиента: позвонить с новым поводом", "Win back: call with a new reason")
    case:close("lost")
  else
    case:close("recovered")
  end
end

local function run(case)
  local client = known(case)
  if not client then
    case:close("void")
    return
  end
  local cause, class = diagnose(case), class_of(client)

  tell(case, client, cause)
  local task = by_class[class](case, client)
  if cause.code == "service" then
    give(case, "fix_service", "operations", case.p.service_due,
      "Исправить сбой и ответить клиенту", "Mend the failure and answer the client")
  end
  if class == "A" then
    local out = case:first("contact", {
      back = case:cleared(),
      contact = case:done(task),
      late = case:timer(case.p.director_after),
    })
    if out.key == "late" then
      director_hears(case)
    end
  end

  local out = case:first("follow_up", { back = case:cleared(), late = case:timer(own_interval(case, client)) })
  if out.key == "late" then
    local why = ask_lost(case, client)
    if why ~= "comes_back" then
      lost(case, client, why)
      return
    end
  end
  case:all("closing", { back = case:cleared(), task = case:done(task) })
  case:close("recovered")
end

local function fading(code, kpi, period, quiet)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Клиент снижает закупки", en = "A client fades" },
    owner = "consultant@library",
    params = {
      days = sdm.days(1),
      times = 2, -- own intervals that silent_after of the entity waits
      interval = sdm.days(30), -- of whom too little is known
      contact_due = sdm.workdays(1),
      plan_due = sdm.workdays(3),
      call_due = sdm.workdays(3),
      service_due = sdm.workdays(2),
      batch = sdm.workdays(20),
      director_after = sdm.workdays(2),
      returning = sdm.days(60),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = kpi, each = "client", period = period },
    when = sdm.above { value = 0 },
    for_ = "days",
    clear_for = "days",
    on_missing = "clear",
    severity = "amber",
    inhibited_by = quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run,
  }
end

return {
  fading("client_fading", "clients_silent", "year", { "receivables_overdue" }),
  fading("client_fading_class", "class_down", "quarter", { "receivables_overdue", "client_fading" }),
}
