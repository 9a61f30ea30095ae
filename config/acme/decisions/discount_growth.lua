-- A seller's discounts over the month pass what the company allows without approval.
local sdm = require "sdm"

return sdm.decision "discount_growth" {
  api = 1,
  title = { ru = "Рост скидок", en = "Growing discounts" },
  owner = "consultant@acme",

  params = { limit = sdm.percent(12), clear = sdm.percent(10) },

  watch = { kpi = "discount_rate", each = "seller", period = "month" },
  when = sdm.above { value = "limit" },
  clear = sdm.above { value = "clear", negate = true },
  for_ = sdm.workdays(2),
  clear_for = sdm.workdays(2),
  on_missing = "clear",
  severity = "amber",

  run = function(case)
    local who = case.title

    case:alert {
      to = case.head,
      why = {
        ru = who.ru .. ": средняя скидка с начала месяца " .. sdm.format(case.fact, "percent", "ru") .. " при пределе "
          .. sdm.format(case.p.limit, "percent", "ru"),
        en = who.en .. ": average discount of the month " .. sdm.format(case.fact, "percent", "en") .. ", the limit is "
          .. sdm.format(case.p.limit, "percent", "en"),
      },
    }
    case:task("approve_discounts", {
      to = case.head,
      due = sdm.workdays(1),
      title = {
        ru = "До конца месяца согласовывать каждую скидку выше 5 %: " .. who.ru,
        en = "Approve every discount above 5% until the end of the month: " .. who.en,
      },
    })
  end,
}
