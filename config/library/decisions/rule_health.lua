-- M2. Nobody does anything about more than half of a decision's cases: its threshold is too loose or it tells the wrong person.
-- Its owner hears of it, to tune it or to put it on trial. Judged over the month so far; a case counts in the month in which it
-- closes.
--
-- Basis: a filter of whose hits fewer than half are followed up is too loose, and whoever gets such alerts stops reading the
-- others.
-- Needs: cases_idle, cases_heard (measures of `case`), an open axis `decision` and a scope over it.
local sdm = require "sdm"

local function run(case)
  local heard = case:kpi("cases_heard").fact
  case:alert {
    to = case.p.owner,
    why = {
      ru = "Алгоритм " .. case.scope .. ": без реакции " .. sdm.format(case.fact, "percent", "ru")
        .. " отклонений, всего закрыто "
        .. sdm.format(heard, "count", "ru") .. ". Пересмотрите порог и получателя",
      en = "Decision " .. case.scope .. ": nobody acted on " .. sdm.format(case.fact, "percent", "en") .. " of its cases, "
        .. sdm.format(heard, "count", "en") .. " closed in all. Look at its threshold and at whom it tells",
    },
  }
  local tune = case:task("tune", {
    to = case.p.owner,
    due = case.p.due,
    title = { ru = "Настроить алгоритм: " .. case.scope, en = "Tune the decision: " .. case.scope },
  })
  case:wait(case:done(tune))
  case:close("tuned")
end

return sdm.decision "rule_health" {
  api = 1,
  title = { ru = "Здоровье алгоритма: на отклонения не реагируют", en = "Health of a decision: nobody acts on it" },
  owner = "consultant@library",
  params = {
    owner = "consultant@library", -- who tunes decisions
    idle = sdm.percent(50),
    least = 5, -- cases
    due = sdm.workdays(5),
    overdue = sdm.workdays(5),
  },
  watch = { kpi = "cases_idle", each = "decision", period = "month" },
  when = function(s, p)
    return s.fact ~= nil and s.facts >= p.least and s.fact > p.idle
  end,
  on_missing = "hold",
  severity = "info",
  escalation = { overdue = "overdue" },
  run = run,
}
