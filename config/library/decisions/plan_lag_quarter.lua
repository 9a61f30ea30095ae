-- A seller will miss the quarter's plan: what he has won, and what he usually still wins in as many working days as are
-- left, falls short of it on three working days running. Where no earlier quarter tells what is usual, the plan to date
-- is the measure. The thresholds are the usual ones of a plan lag; whoever takes the file over sets them in the model.
local sdm = require "sdm"

local function money(amount, language)
  return sdm.format(amount, "money", language)
end

return sdm.decision "plan_lag_quarter" {
  api = 1,
  title = { en = "The quarter's plan is likely to be missed", ru = "План квартала, скорее всего, не будет выполнен" },
  owner = "consultant",

  params = {
    amber = sdm.percent(5), -- opens a case
    red = sdm.percent(15), -- makes it red
    clear = sdm.percent(3), -- lets it close: its own threshold, so that it does not flap
    min_gap = sdm.money(0), -- set it to an average deal
    grace = sdm.percent(20), -- of the quarter's working days
  },

  watch = { kpi = "rev", each = "seller", period = "quarter" },
  when = sdm.behind { by = "amber", gap = "min_gap", elapsed = "grace", usual = true },
  clear = sdm.behind { by = "clear", usual = true, negate = true },
  for_ = sdm.workdays(3),
  clear_for = sdm.workdays(2),
  on_missing = "open", -- nothing sold yet is a fact of zero
  severity = function(s, p)
    local off = s.deviation
    if s.landing_usual and s.target > 0 then
      off = s.landing_usual / s.target - 1
    end
    if off and off <= -p.red then
      return "red"
    end
    return "amber"
  end,

  run = function(case)
    local landing = case.landing_usual or case.landing
    local why
    if landing then
      why = {
        en = case.title.en .. " has won " .. money(case.fact, "en") .. " and is likely to end with "
          .. money(landing, "en") .. " of the planned " .. money(case.target, "en"),
        ru = case.title.ru .. ": выиграно " .. money(case.fact, "ru") .. ", к концу квартала ожидается "
          .. money(landing, "ru") .. " при плане " .. money(case.target, "ru"),
      }
    end
    case:alert { to = case.head or "director", why = why }
    case:task("recovery_plan", {
      to = case.seller or case.head or "director",
      due = sdm.workdays(1),
      title = {
        en = "Recovery plan: which deals and actions close the gap, by week",
        ru = "План восстановления: какими сделками и действиями закрыть отставание, по неделям",
      },
    })
  end,
}
