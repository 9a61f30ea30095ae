-- A18. Too few or too many people: a team has a position that nobody holds, or its load lies outside 70 to 110 % for 20 working
-- days. The run reckons what those who are there can bring against the quarter's plan, newcomers by their ramp, and says what
-- is done: hire, share out clients for the time being, move small clients to remote service, or find new territory.
--
-- Basis: capacity = ramped × quota × attainment + newcomers × their part; who is hired now sells after hiring and ramp, so the
-- date decides between hiring and sharing out.
-- Needs: positions and holders (org.yaml), `quotas` and `workload` (capacity.yaml), load, rev with a plan of teams by quarter.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

local function percent(share, language)
  return sdm.format(share, "percent", language)
end

local function count(number, language)
  return sdm.format(number, "count", language)
end

local function head(case)
  return case.head or "director"
end

-- ---- diagnosis, in the order in which it is asked ----

-- What the people can bring in the months that the plan is for.
local function capacity_share(case)
  local capacity = case:capacity("rev")
  if capacity and capacity.amount and capacity.target and not sdm.equal(capacity.target, 0) then
    return capacity.amount / capacity.target, capacity
  end
end

-- 1. Vacancies, and 2. whether the others cover the plan all the same.
local function vacancy(case)
  local share, capacity = capacity_share(case)
  if share and share < case.p.short then
    return {
      code = "short",
      ru = "вакансий " .. count(case.vacancies, "ru") .. ", люди дадут " .. money(capacity.amount, "ru") .. " из "
        .. money(capacity.target, "ru") .. " (" .. percent(share, "ru") .. ")",
      en = "vacancies: " .. count(case.vacancies, "en") .. ", the people can bring " .. money(capacity.amount, "en") .. " of "
        .. money(capacity.target, "en") .. " (" .. percent(share, "en") .. ")",
    }
  end
  return {
    code = "vacant",
    ru = "вакансий " .. count(case.vacancies, "ru") .. ", план люди пока закрывают",
    en = "vacancies: " .. count(case.vacancies, "en") .. ", the plan is covered for now",
  }
end

-- 3. Load: which segment takes most of the hours?
local function heaviest_segment(case)
  local work, heaviest = case:workload(), nil
  for _, part in ipairs(work and work.parts or {}) do
    if part.hours and (not heaviest or part.hours > heaviest.hours) then
      heaviest = part
    end
  end
  return heaviest
end

local function load(case)
  local part = heaviest_segment(case)
  local most = part and { ru = ", больше всего часов: " .. part.title.ru, en = ", most hours go to: " .. part.title.en }
    or { ru = "", en = "" }
  if case.fact > case.high then
    return {
      code = "overload",
      ru = "перегрузка " .. percent(case.fact, "ru") .. most.ru,
      en = "overload, " .. percent(case.fact, "en") .. most.en,
    }
  end
  return { code = "excess", ru = "загрузка " .. percent(case.fact, "ru"), en = "the load is " .. percent(case.fact, "en") }
end

-- ---- branches ----

local function give(case, name, to, due, ru, en)
  return case:task(name, { to = to, due = due, title = { ru = ru .. ": " .. case.title.ru, en = en .. ": " .. case.title.en } })
end

local function requisition(case)
  return give(case, "requisition", "hr", case.p.hr_due, "Заявка на подбор", "Requisition for the vacancy")
end

-- Who is hired today sells after hiring and ramp. If that is after the quarter, clients are shared out and the gap is shown as
-- it is.
local function cannot_hire_in_time(case)
  return case.total - case.elapsed < case.p.hiring + case.p.ramp
end

local branch = {
  short = function(case)
    local hire = requisition(case)
    if cannot_hire_in_time(case) then
      give(case, "share_out", head(case), case.p.share_due, "Временно распределить ключевых клиентов",
        "Share out the key clients for the time being")
      case:escalate {
        to = "director",
        why = {
          ru = case.title.ru
            .. ": до конца периода нанять и ввести в должность не успеть, в плане разрыв. Решите, чем его закрыть",
          en = case.title.en
            .. ": nobody can be hired and ramped before the period ends, the plan has a gap. Decide how it is closed",
        },
      }
    end
    return hire
  end,
  vacant = requisition,
  overload = function(case)
    local task = give(case, "remote_service", "director", case.p.director_due,
      "Перевести мелких клиентов на удалённое обслуживание или партнёрам",
      "Move small clients to remote service or partners")
    return task
  end,
  excess = function(case)
    return give(case, "territory", "director", case.p.director_due, "Остановить подбор, дать новую территорию",
      "Stop hiring, give new territory")
  end,
}

local function tell(case, to, cause)
  case:note { ru = "Диагноз: " .. cause.ru, en = "Diagnosis: " .. cause.en }
  case:alert { to = to, why = { ru = case.title.ru .. ": " .. cause.ru, en = case.title.en .. ": " .. cause.en } }
end

-- Looked at again each month. Until then it is back in band, or the task is done and the next month shows it.
local function closing(case, task)
  local out = case:first("month", { back = case:cleared(), late = case:timer(case.p.month) })
  if out.key == "late" then
    case:worsen("red")
    case:escalate { to = "director", why = { ru = case.title.ru .. ": за месяц не изменилось ничего", en = case.title.en
      .. ": nothing has changed in a month" } }
    case:all("closing", { back = case:cleared(), plan = case:done(task) })
  else
    case:wait(case:done(task))
  end
  case:close("recovered")
end

-- A vacancy that the others cover is told after 20 working days.
local function vacancy_run(case)
  local cause = vacancy(case)
  if cause.code == "vacant" then
    local out = case:first("filled", { filled = case:cleared(), open = case:timer(case.p.open_days) })
    if out.key == "filled" then
      case:close("filled")
      return
    end
    cause = vacancy(case)
  end
  tell(case, "director", cause)
  closing(case, branch[cause.code](case))
end

local function load_run(case)
  local cause = load(case)

  tell(case, head(case), cause)
  closing(case, branch[cause.code](case))
end

local function gap(code, more)
  return sdm.decision(code) {
    api = 1,
    title = { ru = "Численность не соответствует плану", en = "People do not match the plan" },
    owner = "consultant@library",
    params = {
      vacant = 1, -- so many positions
      short = sdm.percent(95), -- of the plan
      outside = sdm.percent(0), -- of the band's width
      days = sdm.workdays(20),
      back = sdm.workdays(5),
      open_days = sdm.workdays(20), -- a vacancy that is covered
      hiring = 30, -- working days until somebody begins
      ramp = 60, -- working days until he sells in full
      hr_due = sdm.workdays(1),
      share_due = sdm.workdays(5),
      director_due = sdm.workdays(10),
      month = sdm.workdays(20),
      remind = sdm.workdays(1),
      boss = sdm.workdays(2),
      overdue = sdm.workdays(2),
      top = sdm.workdays(5),
    },
    watch = { kpi = more.kpi, each = "team", period = "quarter" },
    when = more.when,
    clear = more.clear,
    for_ = more.for_,
    clear_for = more.clear_for,
    on_missing = more.on_missing,
    severity = "amber",
    escalation = { remind = "remind", boss = "boss", overdue = "overdue", top = "top" },
    run = more.run,
  }
end

return {
  gap("capacity_gap", {
    kpi = "rev",
    when = function(s, p) return s.vacancies ~= nil and s.vacancies >= p.vacant end,
    clear = function(s, p) return s.vacancies ~= nil and s.vacancies < p.vacant end,
    on_missing = "hold",
    run = vacancy_run,
  }),
  gap("capacity_load", { kpi = "load", when = sdm.behind { by = "outside" }, for_ = "days", clear_for = "back",
    on_missing = "hold", run = load_run }),
}
