-- A03. Fewer deals pass a stage than planned, and it is no chance: the upper bound of the figure (Wilson, 95 %) lies under the
-- plan. Each gate from enquiry to contract is a decision of its own, and so are the deals won of all closed ones; of a seller
-- and of a team. The run asks whether it is the team or the person, the source, the quality of the leads, the price, or a
-- skill, and gives out one thing to do. Judged are the deals that have left the stage: a young one that still stands there has
-- not failed.
--
-- Basis: find the stage first, then the person: small samples are ruled out, a cause that all share is no one's skill, and one
-- skill is trained at a time.
-- Needs: pass_lead to pass_contract and win with plans by quarter, deals_amount with `stages`, leads_bad, lost_price, ratings
-- (competencies.yaml), scopes seller_source and team_source. Deals that stay too long in a stage are the business of
-- stalled_deals.
local sdm = require "sdm"

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

-- The gates in their order: what must be passed, and the skill by which it is.
local gates = {
  qualified = {
    kpi = "pass_lead", stage = "entered_qualified", skill = "qualification",
    ru = "первый ответ и квалификация", en = "first response and qualification",
  },
  offer = {
    kpi = "pass_qualified", stage = "entered_offer", skill = "presentation",
    ru = "подготовка предложения", en = "the proposal",
  },
  contract = {
    kpi = "pass_offer", stage = "entered_contract", skill = "negotiation",
    ru = "возражения и цена", en = "objections and price",
  },
  won = {
    kpi = "pass_contract", stage = "deals_won", skill = "closing",
    ru = "завершение сделки", en = "closing",
  },
}
local in_order = { "qualified", "offer", "contract", "won" }

-- Of a case that another one has opened, there may be no figure.
local function figure(case)
  if not case.fact or not case.target then
    return { ru = "нет данных", en = "no data" }
  end
  return {
    ru = percent(case.fact, "ru") .. " при плане " .. percent(case.target, "ru"),
    en = percent(case.fact, "en") .. " of a planned " .. percent(case.target, "en"),
  }
end

-- ---- diagnosis, in the order in which it is asked ----

-- 1. Of a team: is it one seller? Then it is his case. Of a seller that is answered already: where the whole team is low, the
-- team's case keeps his quiet.
local function one_seller(case, gate)
  local sellers = case:contributors(gate.stage, { by = "seller", against = "previous" })
  local seller = sellers and sellers:largest()
  return seller ~= nil and seller.share ~= nil and seller.gap < 0 and seller.share >= case.p.one_seller
end

-- 2. One source of deals only?
local function one_source(case, by)
  local sources = case:contributors("entered_qualified", { by = by, against = "previous" })
  local source = sources and sources:largest()
  if source and source.share and source.gap < 0 and source.share >= case.p.one_source then
    return { ru = source.title.ru, en = source.title.en }
  end
end

-- 3. and 5. Has a share risen against the three periods before? Leads disqualified; deals lost by price or to a competitor.
local function risen(case, code)
  local now, before = case:kpi(code), case:trend(code, 3)
  if now.fact and before and before.mean and now.fact - before.mean >= case.p.shift then
    return {
      ru = now.kpi_title.ru .. ": " .. percent(now.fact, "ru") .. ", было " .. percent(before.mean, "ru"),
      en = now.kpi_title.en .. ": " .. percent(now.fact, "en") .. ", it was " .. percent(before.mean, "en"),
    }
  end
end

-- 4. Which gate? The decision's own; of the way as a whole the one that loses most money, against the peers, else against the
-- period before; else the first gate below its plan.
local function weak_gate(case, own)
  if own then
    return gates[own]
  end
  local funnel = case:funnel("deals_amount", { against = "peers", among = "kind" }) or case:funnel("deals_amount",
    { against = "previous" })
  local step = funnel and funnel:largest()
  for _, name in ipairs(in_order) do
    if step and step.to == gates[name].stage then
      return gates[name], step.effect
    end
  end
  for _, name in ipairs(in_order) do
    local gate = case:kpi(gates[name].kpi)
    if gate.fact and gate.target and gate.fact < gate.target then
      return gates[name]
    end
  end
  return gates.qualified
end

-- 6. Is the seller's skill for this gate below its floor?
local function lacks_skill(case, gate)
  for _, skill in ipairs(case.seller.below_floor) do
    if skill == gate.skill then
      return true
    end
  end
  return false
end

local function said(code, ru, en)
  return { code = code, ru = ru, en = en }
end

local function diagnose_team(case)
  local source = one_source(case, "team_source")
  if source then
    return said("source", "падает один источник: " .. source.ru, "one source falls: " .. source.en)
  end
  local bad = risen(case, "leads_bad")
  if bad then
    return said("source", "качество лидов: " .. bad.ru, "quality of leads: " .. bad.en)
  end
  local price = risen(case, "lost_price")
  if price then
    return said("offer", "отказы по цене: " .. price.ru, "lost by price: " .. price.en)
  end
  return said("criteria", "проседает вся группа, источники и цена ни при чём",
    "the whole team is low, and it is neither sources nor price")
end

local function diagnose_seller(case, gate)
  local source = one_source(case, "seller_source")
  if source then
    return said("source", "падает один источник: " .. source.ru, "one source falls: " .. source.en)
  end
  local bad = risen(case, "leads_bad")
  if bad then
    return said("source", "качество лидов: " .. bad.ru, "quality of leads: " .. bad.en)
  end
  if lacks_skill(case, gate) then
    return said("skill", "навык ниже порога: " .. gate.ru, "the skill is below its floor: " .. gate.en)
  end
  local price = risen(case, "lost_price")
  if price then
    return said("listen", "отказы по цене: " .. price.ru, "lost by price: " .. price.en)
  end
  return said("listen", "навык в норме, причину нужно услышать: " .. gate.ru, "the skill is fine, the cause must be heard: "
    .. gate.en)
end

-- ---- branches: one task each ----
local branch = {
  source = function(case)
    local task = case:task("review_source", {
      to = "marketing",
      due = case.p.source_due,
      title = { ru = "Проверить источник лидов: " .. case.title.ru, en = "Review the source of leads: " .. case.title.en },
    })
    return task
  end,
  offer = function(case)
    local task = case:task("review_offer", {
      to = "director",
      due = case.p.offer_due,
      title = { ru = "Пересмотреть предложение и цену: " .. case.title.ru, en = "Review the offer and its price: "
        .. case.title.en },
    })
    return task
  end,
  criteria = function(case)
    local task = case:task("stage_criteria", {
      to = case.head or "director",
      due = case.p.criteria_due,
      title = {
        ru = "Уточнить критерии этапа (" .. case.kpi_title.ru .. "): " .. case.title.ru,
        en = "Make the criteria of the stage clear (" .. case.kpi_title.en .. "): " .. case.title.en,
      },
    })
    return task
  end,
  skill = function(case, gate)
    return case:coach(gate.skill, { to = case.head or "director", due = case.p.coach_due })
  end,
  listen = function(case)
    local task = case:task("listen", {
      to = case.head or "director",
      due = case.p.listen_due,
      title = {
        ru = "Прослушать 3 звонка или быть на 2 встречах и записать вывод: " .. case.title.ru,
        en = "Listen to 3 calls or join 2 meetings and write down the finding: " .. case.title.en,
      },
    })
    return task
  end,
}

-- ---- follow-up ----

-- A cycle is over after 20 new deals or 20 working days, whichever is first.
local function cycle(case)
  for _ = 1, case.p.weeks do
    local out = case:first("cycle", { back = case:cleared(), week = case:timer(case.p.week) })
    if out.key == "back" then
      return "back"
    end
    if case:check("new_deals", function(s, p) return s.facts - case.opened.facts >= p.new_deals end) then
      break
    end
  end
  local better = case:check("better", function(s) return s.fact ~= nil and (not case.opened.fact
    or s.fact > case.opened.fact) end)
  return better and "better" or "same"
end

-- No improvement after two cycles: a plan of improvement for a seller, a decision of the director for a team.
local function not_better(case)
  local is = figure(case)
  case:worsen("red")
  case:escalate {
    to = "director",
    why = {
      ru = case.title.ru .. ", " .. case.kpi_title.ru .. ": два цикла без улучшения, " .. is.ru,
      en = case.title.en .. ", " .. case.kpi_title.en .. ": two cycles without improvement, " .. is.en,
    },
  }
  if case.seller then
    case:open("improvement_plan")
  end
end

local function tell(case, cause, lost)
  local is = figure(case)
  local loss = lost and lost < 0 and { ru = ", теряется " .. money(-lost, "ru"), en = ", lost are " .. money(-lost, "en") }
    or { ru = "", en = "" }
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert {
    to = case.head or "director",
    why = {
      ru = case.title.ru .. ", " .. case.kpi_title.ru .. ": " .. is.ru .. loss.ru .. "; " .. cause.ru,
      en = case.title.en .. ", " .. case.kpi_title.en .. ": " .. is.en .. loss.en .. "; " .. cause.en,
    },
  }
end

local function run(own)
  return function(case)
    local gate, lost = weak_gate(case, own)
    if not case.seller and one_seller(case, gate) then
      case:close("single_seller")
      return
    end
    local cause = case.seller and diagnose_seller(case, gate) or diagnose_team(case)

    tell(case, cause, lost)
    local task = branch[cause.code](case, gate)

    local out = cycle(case)
    if out == "same" then
      out = cycle(case)
      if out == "same" then
        not_better(case)
      end
    end
    if out == "back" then
      case:wait(case:done(task))
    else
      case:all("closing", { back = case:cleared(), plan = case:done(task) })
    end
    case:close("recovered")
  end
end

local params = {
  days = sdm.workdays(1), -- judged when a working day has ended
  back = sdm.workdays(2),
  plan = sdm.percent(100), -- below this share of the plan, where it is no chance
  one_seller = sdm.percent(60), -- what part of a team's loss one seller must make
  one_source = sdm.percent(60), -- what part of the loss one source must make
  shift = sdm.percent(15), -- points by which a share must have risen
  source_due = sdm.workdays(3),
  offer_due = sdm.workdays(5),
  criteria_due = sdm.workdays(3),
  coach_due = sdm.workdays(10),
  listen_due = sdm.workdays(3),
  week = sdm.workdays(5),
  weeks = 4, -- of a cycle at most: 20 working days
  new_deals = 20, -- after so many a cycle is over earlier
  remind = sdm.workdays(1),
  boss = sdm.workdays(2),
  overdue = sdm.workdays(2),
  top = sdm.workdays(5),
}

local function drop(code, kpi, own, each, quiet)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Провал конверсии на этапе", en = "Conversion of a stage has dropped" },
    owner = "consultant@library",
    params = params,
    watch = { kpi = kpi, each = each, period = "quarter", roles = each == "seller" and { "seller" } or nil },
    when = sdm.below { share = "plan", sure = true },
    for_ = "days",
    clear_for = "back",
    on_missing = "hold",
    severity = "amber",
    inhibited_by = quiet,
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = run(own),
  }
end

local function joined(list, more)
  local all = {}
  for _, code in ipairs(list) do
    table.insert(all, code)
  end
  for _, code in ipairs(more) do
    table.insert(all, code)
  end
  return all
end

-- A gate that is known to be low keeps the deals won of all quiet, and the team's case that of each seller.
local decisions, teams, whole = {}, {}, {}
for _, name in ipairs(in_order) do
  table.insert(whole, "stage_conversion_drop_" .. name)
  table.insert(teams, "stage_conversion_drop_" .. name .. "_team")
end
local seller = { "report_missing", "report_unreliable", "improvement_plan" }
for i, name in ipairs(in_order) do
  table.insert(decisions, drop(whole[i], gates[name].kpi, name, "seller", joined(seller, { teams[i] })))
  table.insert(decisions, drop(teams[i], gates[name].kpi, name, "team", {}))
end
table.insert(decisions, drop("stage_conversion_drop", "win", nil, "seller", joined(joined(seller, whole),
  { "stage_conversion_drop_team" })))
table.insert(decisions, drop("stage_conversion_drop_team", "win", nil, "team", teams))
return decisions
