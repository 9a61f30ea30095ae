-- Every kind of step and wait that a run can have.
local sdm = require "sdm"

return sdm.decision "behind" {
  api = 1,
  title = "Behind",
  owner = "consultant",
  params = { days = sdm.workdays(2) },
  watch = { kpi = "revenue", each = "seller", period = "month" },
  when = sdm.below { share = sdm.percent(80) },
  on_missing = "open",
  severity = "amber",
  escalation = { remind = sdm.workdays(1), boss = sdm.workdays(2), overdue = sdm.workdays(1), top = sdm.workdays(4) },
  run = function(case)
    local head, won, planned = case.head, case:kpi("won").fact, case.expected
    case:alert { to = head }
    local plan = case:task("plan", { to = case.seller, due = case.p.days, title = "Plan" })
    local out = case:first("react", {
      recovered = case:cleared(),
      answer = case:ask("reason", {
        to = head,
        options = { "market", "skill" },
        question = "Why?",
        remind = sdm.workhours(4),
        escalate = { after = sdm.workdays(2), to = head.boss },
      }),
      late = case:timer(sdm.workdays(5)),
    })
    if out.key == "recovered" then
      case:close("recovered")
      return
    end
    case:note(out.key .. " " .. (out.value or "nothing") .. ", planned " .. planned .. ", won " .. (won or 0))
    if out.value == "skill" then
      case:coach("negotiation", { to = head, due = sdm.workdays(3) })
    end
    local both = case:all("both", { done = case:done(plan), week = case:timer(sdm.days(3)) })
    case:note("plan " .. both.done.value .. " on " .. both.done.day)
    local approved = case:wait(case:approve("budget", { to = "dora", what = "A discount?" }))
    if approved.value == "returned" then
      case:worsen("red")
    end
    if case:check("better", function(s) return s.fact and s.fact > (case.opened.fact or 0) end) then
      case:note("better")
    end
    case:remind { to = case.seller }
    case:wait(case.p.days)
    case:escalate { to = "director" }
    case:close("worked_off")
  end,
}
