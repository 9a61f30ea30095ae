-- A seller is reminded of the daily report two hours before it is due; the reminder ends when it has come or is missing.
local sdm = require "sdm"

return sdm.decision "report_due" {
  api = 1,
  title = { ru = "Скоро срок ежедневного отчёта", en = "Daily report due soon" },
  owner = "consultant@acme",

  watch = { kpi = "reports_soon", each = "seller", period = "day", roles = { "seller", "lead" } },
  when = sdm.above { value = 0 },
  on_missing = "clear",
  severity = "info",

  run = function(case)
    case:alert {
      to = case.substitute or case.seller,
      why = { ru = "Скоро срок отчёта: " .. case.title.ru, en = "The report is due soon: " .. case.title.en },
    }
  end,
}
