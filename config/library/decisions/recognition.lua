-- M3. A seller has reached the plan for the third month running: the head thanks him. Recognition is a task of the head, never an
-- automatic message to everybody.
--
-- Basis: what is recognised is repeated; recognition by a person, with a reason, works, a public rating by a machine does not.
-- Needs: rev with plans by month.
local sdm = require "sdm"

-- This month's plan is reached; were those of the two months before?
local function three_running(case)
  local months = case:trend("rev", case.p.months - 1, { of = "attainment" })
  if not months or #months.points < case.p.months - 1 then
    return false
  end
  for _, month in ipairs(months.points) do
    if not month.value or month.value < case.p.reached then
      return false
    end
  end
  return true
end

local function run(case)
  if not three_running(case) then
    case:close("too_few_months")
    return
  end
  local to = case.head or "director"

  case:alert {
    to = to,
    why = {
      ru = case.title.ru .. ": план выполнен третий месяц подряд, " .. sdm.format(case.fact / case.target, "percent", "ru"),
      en = case.title.en .. " has reached the plan for the third month running, "
        .. sdm.format(case.fact / case.target, "percent", "en"),
    },
  }
  local thanks = case:task("recognise", {
    to = to,
    due = case.p.due,
    title = {
      ru = "Поблагодарить лично и назвать, за что: " .. case.title.ru,
      en = "Thank in person and say for what: " .. case.title.en,
    },
  })
  case:wait(case:done(thanks))
  case:close("recognised")
end

return sdm.decision "recognition" {
  api = 1,
  title = { ru = "Признание: план три месяца подряд", en = "Recognition: three months at plan" },
  owner = "consultant@library",
  params = {
    reached = sdm.percent(100), -- of the plan
    months = 3,
    due = sdm.workdays(2),
    overdue = sdm.workdays(2),
  },
  watch = { kpi = "rev", each = "seller", period = "month", roles = { "seller", "newcomer" } },
  when = function(s, p)
    return s.attainment ~= nil and s.attainment >= p.reached
  end,
  on_missing = "hold",
  severity = "info",
  inhibited_by = { "report_unreliable" },
  escalation = { overdue = "overdue" },
  run = run,
}
