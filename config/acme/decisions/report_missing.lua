-- A seller has not handed in the daily report: he is asked for it by the next working day. On the second working day running
-- without one his head is told: report_missing_long.lua. While the case is open plan_lag and activity_drop keep quiet about him,
-- since figures with a hole in them say nothing.
--
-- The clock alone opens it, when the day has ended. A report dated that day closes it, however late it comes; so do reports on
-- two working days running with a hole left behind them, so that nobody silences the other decisions by leaving one out.
--
-- Nothing is expected on days off by the seller's calendar, on days of his absence (absences.yaml), and on days on which he
-- belongs to no unit.
local sdm = require "sdm"

-- "2026-10-05" as it is written in Russian.
local function day_ru(day)
  return day:sub(9, 10) .. "." .. day:sub(6, 7) .. "." .. day:sub(1, 4)
end

return sdm.decision "report_missing" {
  api = 1,
  title = { ru = "Не сдан ежедневный отчёт", en = "Daily report missing" },
  owner = "consultant@acme",

  params = {
    after = sdm.workdays(1), -- so many working days running without a report open it
    back = sdm.workdays(2), -- so many with one close it, or all of them since it began
    severity = "amber",
    tell = "seller", -- or "head", or the code of a person or a role
  },

  watch = { kpi = "daily_reports", each = "seller", period = "year", roles = { "seller", "lead" } },
  when = sdm.under { value = 1, by_day = true },
  for_ = "after",
  clear_for = "back",
  on_missing = "open",
  severity = function(_, p)
    return p.severity
  end,

  run = function(case)
    local who, to = case.title, case.p.tell

    if to == "seller" then
      to = case.seller
    elseif to == "head" then
      to = case.head or "director"
    end
    case:alert {
      to = to,
      why = {
        ru = "Нет ежедневного отчёта за " .. day_ru(case.day) .. ": " .. who.ru,
        en = "No daily report for " .. case.day .. ": " .. who.en,
      },
    }
    case:task("hand_in_report", {
      to = case.seller,
      due = sdm.workdays(1),
      title = {
        ru = "Сдать ежедневный отчёт за " .. day_ru(case.day),
        en = "Hand in the daily report for " .. case.day,
      },
    })
  end,
}
