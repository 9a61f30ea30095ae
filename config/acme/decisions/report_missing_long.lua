-- A seller has handed in no daily report for two working days running: now his head is told. report_missing.lua asked the seller
-- himself after the first of them; both close together, for the same reasons.
local sdm = require "sdm"

-- "2026-10-05" as it is written in Russian.
local function day_ru(day)
  return day:sub(9, 10) .. "." .. day:sub(6, 7) .. "." .. day:sub(1, 4)
end

return sdm.decision "report_missing_long" {
  api = 1,
  title = { ru = "Ежедневных отчётов нет несколько дней", en = "Daily reports missing for days" },
  owner = "consultant@acme",

  params = {
    after = sdm.workdays(2), -- so many working days running without a report open it
    back = sdm.workdays(2), -- so many with one close it, or all of them since it began
  },

  watch = { kpi = "daily_reports", each = "seller", period = "year", roles = { "seller", "lead" } },
  when = sdm.under { value = 1, by_day = true },
  for_ = "after",
  clear_for = "back",
  on_missing = "open",
  severity = "red",

  run = function(case)
    local who, to = case.title, case.head or "director"

    case:alert {
      to = to,
      why = {
        ru = "Нет ежедневных отчётов с " .. day_ru(case.since) .. " по " .. day_ru(case.day) .. ": " .. who.ru,
        en = "No daily reports from " .. case.since .. " to " .. case.day .. ": " .. who.en,
      },
    }
    case:task("ask_for_reports", {
      to = to,
      due = sdm.workdays(1),
      title = {
        ru = "Выяснить, почему нет отчётов, и договориться, когда они будут: " .. who.ru,
        en = "Find out why there are no reports and agree when they come: " .. who.en,
      },
    })
  end,
}
