-- A10. A client's invoices: three working days before the due day the seller confirms date and documents, on the day he looks
-- whether the money has come, and from then on the ladder: a call and a promise, the head, a stop of shipments, a payment
-- schedule, a claim, the court. Why he does not pay decides how fast it goes: a dispute stops it until it is settled, a cash
-- gap gets a schedule, whoever is unwilling meets the next step at once.
--
-- Basis: the published ladder of eight steps, whose first ones, friendly and early, bring most of the money; the seller who
-- sold is the first who calls.
-- Needs: entity invoice with amount, paid and due, with the client as an axis of its events; the KPIs debt_open, debt_overdue,
-- ar_over; a scope kind client; the roles "finance", "operations", "director".
-- receivables_overdue keeps client_fading quiet for the same client.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function owner(invoice)
  return invoice.owner or "director"
end

local function head(invoice)
  return invoice.owner and invoice.owner.boss or "director"
end

local function give(case, name, to, due, what, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. what, en = en .. ": " .. what } })
end

-- Working days until the first of these steps that lies ahead, at most `most`.
local function days_to_next(invoices, steps, most)
  local days = most
  for _, invoice in ipairs(invoices) do
    for _, step in ipairs(steps) do
      local left = step - invoice.overdue
      if left > 0 and left < days then
        days = left
      end
    end
  end
  return days
end

-- ---- before the due day and on it ----

local function confirm_date(case, invoice)
  give(case, "confirm_date", owner(invoice), case.p.call_due, case.title.ru .. ", " .. invoice.id,
    "Позвонить: подтвердить дату оплаты и документы", "Call: confirm the date of payment and the documents")
end

local function check_receipt(case, invoice)
  give(case, "check_receipt", owner(invoice), case.p.call_due, case.title.ru .. ", " .. invoice.id,
    "Проверить поступление оплаты",
    "Look whether the money has come")
end

local function run_before(case)
  local done = {} -- by invoice: the step that was taken

  while true do
    local soon = case:entities("invoice", { overdue = -case.p.look, sort = "overdue", limit = 5 }).list
    for _, invoice in ipairs(soon) do
      if invoice.overdue >= -case.p.ahead and invoice.overdue < 0 and not done[invoice.id] then
        done[invoice.id] = "confirm"
        confirm_date(case, invoice)
      elseif sdm.equal(invoice.overdue, 0) and done[invoice.id] ~= "check" then
        done[invoice.id] = "check"
        check_receipt(case, invoice)
      end
    end
    case:wait(sdm.workdays(days_to_next(soon, { -case.p.ahead, 0 }, case.p.look)))
  end
end

-- ---- the ladder ----

local function overdue_invoices(case)
  return case:entities("invoice", { overdue = 0, sort = "overdue", limit = 10 }).list
end

-- What is left of each is so little that it counts as paid.
local function nearly_paid(case, invoices)
  for _, invoice in ipairs(invoices) do
    if invoice.balance > case.p.rest * invoice.amount then
      return false
    end
  end
  return #invoices > 0
end

local function tell(case, to, invoice, ru, en)
  case:alert {
    to = to,
    why = {
      ru = case.title.ru .. ", счёт " .. invoice.id .. " на " .. money(invoice.balance, "ru") .. ", " .. invoice.overdue
        .. " раб. дн. просрочки: " .. ru,
      en = case.title.en .. ", invoice " .. invoice.id .. " of " .. money(invoice.balance, "en") .. ", " .. invoice.overdue
        .. " working days overdue: " .. en,
    },
  }
end

local step = {}

function step.call(case, invoice)
  tell(case, owner(invoice), invoice, "позвоните, узнайте причину и получите новую дату письменно",
    "call, find out why and get a new date in writing")
  give(case, "call", owner(invoice), case.p.call_due, case.title.ru .. ", " .. invoice.id,
    "Позвонить, получить обещание письменно",
    "Call, get a promise in writing")
end

function step.head_calls(case, invoice)
  tell(case, head(invoice), invoice,
    "обещание нарушено, позвоните директору клиента", "the promise is broken, call the client's director")
  give(case, "head_calls", head(invoice), case.p.call_due, case.title.ru .. ", " .. invoice.id, "Позвонить директору клиента",
    "Call the client's director")
end

-- Above the limit shipments stop at once, below it the head decides.
function step.stop(case, invoice)
  local stops = invoice.balance >= case.p.stop_at_once
  if not stops then
    local said = case:first("stop_shipment", {
      said = case:approve("stop_shipment", {
        to = head(invoice),
        what = {
          ru = "Остановить отгрузку: " .. case.title.ru .. ", долг " .. money(case.fact, "ru") .. "?",
          en = "Stop shipments to " .. case.title.en .. ", who owes " .. money(case.fact, "en") .. "?",
        },
        remind = case.p.remind,
        escalate = { after = case.p.boss, to = "director" },
      }),
      late = case:timer(case.p.decide),
    })
    stops = said.key == "said" and said.value == "approved"
  end
  if stops then
    case:worsen("red")
    give(case, "stop_shipment", "finance", case.p.call_due, case.title.ru,
      "Остановить отгрузку клиенту", "Stop shipments to the client")
  end
end

function step.schedule(case, invoice)
  case:worsen("red")
  give(case, "payment_schedule", "finance", case.p.papers_due, case.title.ru .. ", " .. invoice.id,
    "Акт сверки и график платежей",
    "Reconciliation act and payment schedule")
end

function step.claim(case, invoice)
  give(case, "claim", "finance", case.p.papers_due, case.title.ru .. ", " .. invoice.id,
    "Направить претензию", "Send an official claim")
end

function step.court(case, invoice)
  tell(case, "director", invoice, "решите, идти ли в суд", "decide whether to go to court")
  give(case, "court", "director", case.p.papers_due, case.title.ru .. ", " .. invoice.id, "Решение о суде", "Decide on the court")
end

local names = { "call", "head_calls", "stop", "schedule", "claim", "court" }

local function ladder_days(case)
  local p = case.p
  return { p.call, p.head_calls, p.stop, p.schedule_step, p.claim, p.court }
end

-- ---- diagnosis: asked once, when the first call was due ----

local function ask_why(case, invoice)
  local out = case:first("why", {
    said = case:ask("why", {
      to = owner(invoice),
      options = { "promise", "dispute", "cash_gap", "unwilling" },
      question = {
        ru = "Почему не платит " .. case.title.ru .. "? promise - обещал дату, dispute - спор о качестве или документах,"
          .. " cash_gap - нет денег, unwilling - не хочет",
        en = "Why does " .. case.title.en .. " not pay? promise - gave a date, dispute - about quality or documents,"
          .. " cash_gap - has no money, unwilling - does not want to",
      },
      remind = case.p.remind,
      escalate = { after = case.p.boss, to = head(invoice) },
    }),
    late = case:timer(case.p.decide),
  })
  return out.key == "said" and out.value or "silent"
end

local words = {
  promise = { ru = "обещал оплатить", en = "has promised to pay" },
  dispute = { ru = "спор о качестве или документах", en = "a dispute about quality or documents" },
  cash_gap = { ru = "кассовый разрыв", en = "has no money" },
  unwilling = { ru = "не хочет платить", en = "does not want to pay" },
  silent = { ru = "причина не выяснена", en = "the reason is not known" },
}

-- Whom the branch makes wait: a dispute until it is settled, a schedule until it is signed; then for as long as it gives.
local function wait_for_branch(case, invoice, why)
  if why == "dispute" then
    case:wait(case:done(give(case, "settle_dispute", "operations", case.p.dispute_due, case.title.ru .. ", " .. invoice.id,
      "Урегулировать спор", "Settle the dispute")))
  elseif why == "cash_gap" then
    case:wait(case:done(give(case, "agree_schedule", "finance", case.p.dispute_due, case.title.ru .. ", " .. invoice.id,
      "Подписать график платежей", "Sign a payment schedule")))
    case:wait(case.p.schedule)
  end
end

-- A small debt is no matter for every day: it is called about once a month.
local function small_debt(case)
  while case.fact and case.fact < case.p.material do
    local invoice = overdue_invoices(case)[1]
    give(case, "small_debt", owner(invoice), case.p.batch, case.title.ru .. ", " .. money(case.fact, "ru"),
      "Включить в месячный обзвон должников", "Put on the month's list of debtors to call")
    case:wait(case.p.batch)
  end
end

-- The steps that an invoice has come to and that were not taken for it; of several only the last one, which is the most that
-- can be done.
local function step_due(case, invoice, taken, hurry)
  local days = ladder_days(case)
  local at = 0
  for n = 1, #days do
    if invoice.overdue >= days[n] then
      at = n
    end
  end
  if hurry and at > 0 and at < #days then
    at = at + 1
  end
  return at > (taken[invoice.id] or 0) and at or nil
end

-- The first invoice, the oldest first, that has come to a step.
local function next_step(case, invoices, taken, hurry)
  for _, invoice in ipairs(invoices) do
    local at = step_due(case, invoice, taken, hurry)
    if at then
      return invoice, at
    end
  end
end

local function run_ladder(case)
  local taken, why = {}, nil -- by invoice: how far it is; the reason, once it was asked for

  small_debt(case)
  while true do
    local invoices = overdue_invoices(case)
    local invoice, at = next_step(case, invoices, taken, why == "unwilling")
    if nearly_paid(case, invoices) then
      case:close("recovered")
      return
    elseif invoice then
      taken[invoice.id] = at
      step[names[at]](case, invoice)
      if not why then
        why = ask_why(case, invoice)
        case:note { ru = "Диагноз: " .. words[why].ru, en = "Diagnosis: " .. words[why].en }
        wait_for_branch(case, invoice, why)
      end
    else
      case:wait(sdm.workdays(days_to_next(invoices, ladder_days(case), case.p.look)))
    end
  end
end

-- A seller whose clients owe too much for too long.
local function run_share(case)
  case:alert {
    to = case.head or "director",
    why = {
      ru = case.title.ru .. ": просрочено " .. sdm.format(case.fact, "percent", "ru") .. " дебиторской задолженности",
      en = case.title.en .. ": " .. sdm.format(case.fact, "percent", "en") .. " of what clients owe is overdue",
    },
  }
  local list = case:task("debtors", {
    to = case.seller,
    due = case.p.list_due,
    title = {
      ru = "Список должников с обещанными датами оплаты",
      en = "List of debtors with the dates of payment that they promised",
    },
  })
  case:all("closing", { back = case:cleared(), plan = case:done(list) })
  case:close("recovered")
end

local std = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" }

return {
  sdm.decision "payment_due" {
    api = 1,
    title = { ru = "Скоро срок оплаты", en = "Payment is due soon" },
    owner = "consultant@library",
    params = {
      ahead = 3, -- working days before the due day
      look = 5, -- working days at most until the next look
      call_due = sdm.workdays(1),
    },
    watch = { kpi = "debt_open", each = "client", period = "year" },
    when = sdm.above { value = 0 },
    on_missing = "clear",
    severity = "info",
    run = run_before,
  },
  sdm.decision "receivables_overdue" {
    api = 1,
    title = { ru = "Просроченная дебиторская задолженность", en = "Overdue receivables" },
    owner = "consultant@library",
    params = {
      call = 1, -- steps of the ladder, in working days past due
      head_calls = 3,
      stop = 5,
      schedule_step = 10,
      claim = 20,
      court = 40,
      look = 5, -- working days at most until the next look
      rest = sdm.percent(5), -- of an invoice, that may still be open
      material = sdm.money(10000), -- less than that is called about once a month
      stop_at_once = sdm.money(1000000), -- from here on no approval is asked for
      call_due = sdm.workdays(1),
      decide = sdm.workdays(2), -- so long an answer is waited for
      dispute_due = sdm.workdays(3),
      papers_due = sdm.workdays(3),
      schedule = sdm.workdays(20), -- that a signed schedule is given before the ladder goes on
      batch = sdm.workdays(20),
      days = sdm.days(1),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "debt_overdue", each = "client", period = "year" },
    when = sdm.above { value = 0 },
    for_ = "days",
    clear_for = "days",
    on_missing = "clear",
    severity = "amber",
    escalation = std,
    run = run_ladder,
  },
  sdm.decision "receivables_share" {
    api = 1,
    title = { ru = "Доля просроченной задолженности", en = "Share of overdue receivables" },
    owner = "consultant@library",
    params = {
      share = sdm.percent(10), -- of what the seller's clients owe
      days = sdm.workdays(3),
      list_due = sdm.workdays(1),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = "ar_over", each = "seller", period = "year", roles = { "seller" } },
    when = sdm.above { value = "share" },
    clear = sdm.above { value = "share", negate = true },
    for_ = "days",
    clear_for = "days",
    on_missing = "clear",
    severity = "amber",
    escalation = std,
    run = run_share,
  },
}
