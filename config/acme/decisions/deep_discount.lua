-- A day's discounts of a seller pass what a branch may grant by itself: told at once, not at the end of the day.
local sdm = require "sdm"

return sdm.decision "deep_discount" {
  api = 1,
  title = { ru = "Скидка сверх полномочий", en = "Discount beyond authority" },
  owner = "consultant@acme",

  params = { limit = sdm.percent(35) },

  watch = { kpi = "discount_rate", each = "seller", period = "day" },
  when = sdm.above { value = "limit" },
  on_missing = "clear",
  severity = "red",

  run = function(case)
    local who = case.title

    case:alert {
      to = case.head,
      why = {
        ru = who.ru .. ": скидка за день " .. sdm.format(case.fact, "percent", "ru") .. ", без согласования можно до "
          .. sdm.format(case.p.limit, "percent", "ru"),
        en = who.en .. ": the day's discount is " .. sdm.format(case.fact, "percent", "en") .. ", without approval up to "
          .. sdm.format(case.p.limit, "percent", "en"),
      },
    }
    case:task("explain_discount", {
      to = case.seller,
      due = sdm.workdays(1),
      title = {
        ru = "Объяснить скидку и приложить согласование",
        en = "Explain the discount and attach the approval",
      },
    })
  end,
}
