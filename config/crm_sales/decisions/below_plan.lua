-- "Below 80 % of plan-to-date on ten calendar days running", once for each way of phasing the plan: by every calendar day, by
-- Monday to Friday, by Russian working days. The case closes at the end of the first day that is not below.
local sdm = require "sdm"

local calendars = {
  { code = "cal", calendar = "every-day" },
  { code = "mf", calendar = "mon-fri" },
  { code = "ru", calendar = "ru" },
}
local decisions = {}

local function add(name, title, watch)
  decisions[#decisions + 1] = sdm.decision(name) {
    api = 1,
    title = {
      en = title.en .. " below 80 % of plan to date",
      ru = title.ru .. ": ниже 80 % плана на дату",
    },
    owner = "consultant",
    params = { share = sdm.percent(80), days = sdm.days(10) },

    watch = watch,
    when = sdm.below { share = "share" },
    for_ = "days",
    clear_for = sdm.days(1),
    on_missing = "open", -- no order yet this period is a fact of zero, not a report that is late
    severity = "amber",

    run = function(case)
      case:alert { to = case.head or "director" }
    end,
  }
end

local kpis = {
  { code = "revenue", en = "Revenue", ru = "Выручка" },
  { code = "deals_won", en = "Deals won", ru = "Выигранные сделки" },
}

for _, by in ipairs(calendars) do
  for _, kpi in ipairs(kpis) do
    for _, each in ipairs { "seller", "team", "region", "company" } do
      local name = "below_plan_" .. by.code .. "_" .. each .. "_" .. kpi.code
      add(name, kpi, { kpi = kpi.code, each = each, period = "quarter", calendar = by.calendar })
    end
  end
end

return decisions
