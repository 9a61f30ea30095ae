-- A seller makes far fewer calls than planned for three working days.
local sdm = require "sdm"

return sdm.decision "activity_drop" {
  api = 1,
  title = { ru = "Падение активности", en = "Drop in activity" },
  owner = "consultant@acme",

  params = {
    share = sdm.percent(75), -- of the plan to date
    clear = sdm.percent(90),
    grace = sdm.percent(15),
  },

  watch = { kpi = "calls", each = "seller", period = "month" },
  when = sdm.below { share = "share", elapsed = "grace" },
  clear = sdm.below { share = "clear", negate = true },
  for_ = sdm.workdays(3),
  clear_for = sdm.workdays(2),
  on_missing = "hold",
  inhibited_by = { "report_missing", "report_missing_long" },
  severity = "amber",

  run = function(case)
    local who = case.title

    case:alert {
      to = case.head,
      why = {
        ru = who.ru .. ": звонков " .. sdm.format(case.fact, "count", "ru") .. ", это на "
          .. sdm.format(-case.deviation, "percent", "ru") .. " меньше плана на дату, три рабочих дня подряд",
        en = who.en .. ": " .. sdm.format(case.fact, "count", "en") .. " calls, "
          .. sdm.format(-case.deviation, "percent", "en") .. " below the plan to date, three working days running",
      },
    }
    case:task("remove_routine", {
      to = case.head,
      due = sdm.workdays(2),
      title = {
        ru = "Выяснить, что мешает звонить, и снять лишнюю нагрузку: " .. who.ru,
        en = "Find out what keeps from calling and take the surplus load off: " .. who.en,
      },
    })
  end,
}
