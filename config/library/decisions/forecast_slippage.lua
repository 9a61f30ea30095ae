-- A06. Deals slip: one that was committed is put off beyond the period, one is put off for the second time, or a quarter of
-- what was expected in a month came later. The reason is asked for at the moment of the push, since the two answers need
-- opposite things: a date that was always wrong is a matter of judgement, news from the client is a risk of the deal.
--
-- Basis: a date put off three times is fiction; why it was put off says whether to coach the seller or to save the deal.
-- Needs: entity deal with due and next_step, fields category and push_reason in its events, the KPIs push, slip, avg; the roles
-- "operations" for contracts, stock and the like, "director" for large deals; a plan of rev.
-- The case stays open for the month: what is put off later joins it, and it closes when nothing of it is open any more.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- what has slipped ----

local function month_of(day)
  return string.sub(day, 1, 7)
end

-- Committed, and now expected in another month than this one.
local function left_the_commit(case, deal)
  return deal.fields.category == "commit" and deal.expected_close ~= nil and month_of(deal.expected_close) > case.period
end

local function put_off(case)
  return case:entities("deal", { pushed = 1, fields = { "category", "push_reason" }, limit = 20 }).list
end

-- Those of this month that nobody has looked at, or that were put off again since; the largest first.
local function slipped(case, seen)
  local all = {}
  for _, deal in ipairs(put_off(case)) do
    local matters = deal.pushes >= case.p.pushes or left_the_commit(case, deal)
    if matters and month_of(deal.pushed) == case.period and seen[deal.id] ~= deal.pushes then
      table.insert(all, deal)
    end
  end
  return all
end

-- ---- diagnosis of one deal: why it was put off ----

-- The reason that the report of the push gives, else the seller is asked; who says nothing has no news from the client.
local function ask_reason(case, deal)
  return case:ask("reason", {
    to = case.seller,
    options = { "client", "seller", "process" },
    question = {
      ru = "Почему перенесена сделка " .. deal.id
        .. "? Появилась ли новая информация: client - от клиента, process - договор, юристы,"
        .. " склад; если нет - seller",
      en = "Why was deal " .. deal.id .. " put off? Is there news: client - from the client, process - contract, legal, stock; if"
        .. " there is none - seller",
    },
    remind = case.p.remind,
    escalate = { after = case.p.answer, to = head(case) },
  })
end

local function reason_of(case, deal, asked)
  if not asked then
    return deal.fields.push_reason
  end
  local out = case:first("reason", { said = asked, late = case:timer(case.p.late) })
  return out.key == "said" and out.value or "seller"
end

local words = {
  seller = { ru = "ошибка оценки, нового от клиента нет", en = "misjudged, there is no news from the client" },
  client = { ru = "причина у клиента", en = "the client's reasons" },
  process = { ru = "процесс: договор, юристы, склад", en = "a process: contract, legal, stock" },
}

-- Many deals that get stuck in one stage are no accident of each.
local function same_stage(deals, least)
  local count = {}
  for _, deal in ipairs(deals) do
    if deal.stage then
      count[deal.stage] = (count[deal.stage] or 0) + 1
      if count[deal.stage] >= least then
        return true
      end
    end
  end
  return false
end

-- ---- branches ----

local function give(case, name, to, due, deal, ru, en)
  case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. deal.id, en = en .. ": " .. deal.id } })
end

local function is_large(case, deal)
  local avg = case:kpi("avg")
  local usual = avg.fact or avg.target
  return usual ~= nil and deal.amount ~= nil and deal.amount >= case.p.large * usual
end

local branch = {
  seller = function(case, deal)
    give(case, "back_to_pipeline", case.seller, case.p.back_due, deal,
      "Вернуть из обязательства в воронку, проверить критерии этапа",
      "Take back from commit to pipeline, check the criteria of its stage")
    return true
  end,
  client = function(case, deal)
    if is_large(case, deal) then
      give(case, "join_contact", head(case), case.p.join_due, deal,
        "Подключиться к контакту с клиентом", "Join the contact with the client")
    else
      give(case, "nurture", case.seller, case.p.nurture_due, deal,
        "Убрать из покрытия в прогрев, следующий контакт не позже чем через 20 рабочих дней",
        "Move from cover to nurture, next contact within 20 working days")
    end
  end,
  process = function(case, deal)
    give(case, "fix_process", "operations", case.p.process_due, deal, "Снять задержку: договор, юристы, склад",
      "Remove the delay: contract, legal, stock")
    case:alert {
      to = "director",
      why = { ru = "Сделка " .. deal.id .. " перенесена из-за процесса", en = "Deal " .. deal.id .. " was put off by a process" },
    }
  end,
}

local function tell(case, deal, reason)
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ": сделка " .. deal.id .. " на " .. money(deal.amount or sdm.money(0), "ru") .. " перенесена "
        .. deal.pushes
        .. " раз, теперь на " .. (deal.expected_close or "-") .. "; " .. words[reason].ru,
      en = case.title.en .. ": deal " .. deal.id .. " of " .. money(deal.amount or sdm.money(0), "en") .. " was put off "
        .. deal.pushes
        .. " times, now to " .. (deal.expected_close or "-") .. "; " .. words[reason].en,
    },
  }
  case:note { ru = "Диагноз: " .. deal.id .. ", " .. words[reason].ru, en = "Diagnosis: " .. deal.id .. ", " .. words[reason].en }
end

-- Put off three times, and large: the director hears.
local function director_hears(case, deal)
  if deal.pushes >= case.p.fiction and deal.amount and deal.amount >= case.p.director_from then
    case:worsen("red")
    case:escalate {
      to = "director",
      why = {
        ru = "Сделка " .. deal.id .. " на " .. money(deal.amount, "ru") .. " перенесена " .. deal.pushes
          .. " раз: дата вымышлена",
        en = "Deal " .. deal.id .. " of " .. money(deal.amount, "en") .. " was put off " .. deal.pushes
          .. " times: its date is fiction",
      },
    }
  end
end

-- All questions go out at once, then one deal after the other is settled. True where the seller's judgement is to be trained.
local function settle(case, deals)
  local asked, coach = {}, false

  for n, deal in ipairs(deals) do
    asked[n] = not deal.fields.push_reason and ask_reason(case, deal) or false
  end
  for n, deal in ipairs(deals) do
    local reason = reason_of(case, deal, asked[n])
    tell(case, deal, reason)
    coach = branch[reason](case, deal) or coach
    director_hears(case, deal)
  end
  return coach
end

-- ---- follow-up: three working days before the new date, until each of them is won, lost or out of the forecast ----

local function still_open(case, seen)
  for _, deal in ipairs(put_off(case)) do
    if seen[deal.id] and deal.fields.category ~= "pipeline" then
      return true
    end
  end
  return false
end

local function remind_of_dates(case, seen, reminded)
  for _, deal in ipairs(put_off(case)) do
    if seen[deal.id] and deal.overdue and deal.overdue >= -case.p.before and not reminded[deal.id .. deal.pushes] then
      reminded[deal.id .. deal.pushes] = true
      case:remind {
        to = case.seller,
        why = {
          ru = "Подтвердите дату сделки " .. deal.id .. ": " .. deal.expected_close,
          en = "Confirm the date of deal " .. deal.id .. ": " .. deal.expected_close,
        },
      }
    end
  end
end

-- By the calendar of the revenue plan: pushes have no plan of their own.
local function month_ends(case)
  local rev = case:kpi("rev")
  return rev.elapsed >= rev.total
end

local function run(case)
  local seen, reminded, coached, told = {}, {}, false, false

  while true do
    local deals = slipped(case, seen)
    if #deals > 0 then
      told = true
      case:worsen("amber")
      if settle(case, deals) and not coached then
        coached = true
        case:coach("qualification", { to = head(case), due = case.p.coach_due })
      end
      if same_stage(deals, case.p.same_stage) then
        case:open("stage_conversion_drop")
      end
      for _, deal in ipairs(deals) do
        seen[deal.id] = deal.pushes
      end
    end
    remind_of_dates(case, seen, reminded)
    if month_ends(case) and not (told and still_open(case, seen)) then
      case:close("recovered") -- the month ends and nothing of it is left; what is left expires unresolved
      return
    end
    case:wait(case.p.look)
  end
end

-- A quarter of what was expected in the months of this quarter came later.
local function run_share(case)
  case:alert {
    to = head(case),
    why = {
      ru = case.title.ru .. ": сорваны сроки " .. sdm.format(case.fact, "percent", "ru") .. " ожидавшихся сделок",
      en = case.title.en .. ": " .. sdm.format(case.fact, "percent", "en") .. " of the deals expected have slipped",
    },
  }
  local coach = case:coach("qualification", { to = head(case), due = case.p.coach_due })
  case:all("closing", { back = case:cleared(), plan = case:done(coach) })
  case:close("recovered")
end

local function slippage(code, of)
  local d = {
    api = 1,
    title = { ru = "Срыв сроков сделок", en = "Deals slip" },
    owner = "consultant@library",
    on_missing = "clear",
    inhibited_by = { "report_missing", "report_unreliable" },
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
  }
  for key, value in pairs(of) do
    d[key] = value
  end
  d.params.remind, d.params.boss = sdm.workdays(1), sdm.workdays(2)
  d.params.overdue, d.params.top = sdm.workdays(2), sdm.workdays(5)
  d.params.coach_due = sdm.workdays(5)
  return sdm.decision(code)(d)
end

return {
  slippage("forecast_slippage", {
    params = {
      pushes = 2, -- put off so often, whatever its category
      fiction = 3,
      director_from = sdm.money(400000), -- 5 % of a team's plan
      large = 2, -- times an average deal
      same_stage = 5, -- deals
      answer = sdm.workdays(1), -- then the head hears that there is none
      late = sdm.workdays(2), -- and then it counts as the seller's judgement
      back_due = sdm.workdays(1),
      join_due = sdm.workdays(2),
      nurture_due = sdm.workdays(2),
      process_due = sdm.workdays(3),
      before = 3, -- working days before the new date
      look = sdm.workdays(1),
    },
    watch = { kpi = "push", each = "seller", period = "month", roles = { "seller", "newcomer" } },
    when = sdm.above { value = 0 },
    clear = sdm.above { value = 0, negate = true },
    severity = "info",
    run = run,
  }),
  slippage("forecast_slippage_share", {
    params = { share = sdm.percent(25), enough = sdm.percent(20), days = sdm.days(1) },
    watch = { kpi = "slip", each = "seller", period = "quarter", roles = { "seller", "newcomer" } },
    when = sdm.above { value = "share" },
    clear = sdm.above { value = "enough", negate = true },
    for_ = "days",
    severity = "amber",
    run = run_share,
  }),
}
