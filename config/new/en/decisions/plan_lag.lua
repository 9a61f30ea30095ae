-- A seller's revenue is behind the plan to date, and has been for three working days: his head is told why, and the seller is
-- asked for a plan. Numbers to try stand in `params`; decisions.yaml can set other ones. All of it: docs/decisions.md.
local sdm = require "sdm"

-- What is weakest: the activity against its plan, else the share of deals won, else the size of the deals.
local function cause_of(case)
  local calls, win = case:kpi("calls"), case:kpi("win")
  if calls.deviation and calls.deviation <= -case.p.activity then
    return "too few calls, " .. sdm.format(calls.deviation, "percent") .. " against plan"
  end
  if win.fact and win.fact < case.p.win_rate then
    return "only " .. sdm.format(win.fact, "percent") .. " of deals won"
  end
  local avg = case:kpi("avg")
  return avg.fact and "average deal " .. sdm.format(avg.fact, "money") or "no deal won"
end

return sdm.decision "plan_lag" {
  api = 1,
  title = "Revenue behind the plan to date",
  owner = "consultant@mycompany", -- hears of it when this file is broken

  params = {
    behind = sdm.percent(15), -- of the plan to date: opens a case
    red = sdm.percent(30), -- makes it red
    clear = sdm.percent(8), -- lets it close: less than what opens it, so that it does not come and go
    min_gap = sdm.money(5000), -- what is less than this is not worth a talk
    grace = sdm.percent(20), -- of the month's working days, before which nothing is said
    activity = sdm.percent(15),
    win_rate = sdm.percent(40),
  },

  watch = { kpi = "rev", each = "seller", period = "month", roles = { "seller" } },
  when = sdm.behind { by = "behind", gap = "min_gap", elapsed = "grace" },
  clear = sdm.behind { by = "clear", negate = true },
  for_ = sdm.workdays(3),
  clear_for = sdm.workdays(2),
  on_missing = "open", -- whoever has sold nothing at all is behind too
  severity = function(s, p)
    if s.deviation and s.deviation <= -p.red then
      return "red"
    end
    return "amber"
  end,

  run = function(case)
    case:alert {
      to = case.head,
      why = case.title.en .. " is behind plan by " .. sdm.format(-case.gap, "money") .. "; " .. cause_of(case),
    }
    case:task("recovery_plan", {
      to = case.seller,
      due = sdm.workdays(1),
      title = "Which deals and what work close " .. sdm.format(-case.gap, "money"),
    })
  end,
}
