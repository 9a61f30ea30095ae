-- A seller's revenue falls behind the plan to date and stays there for three working days. The run looks for the cause,
-- activity first, then conversion, else timing; it tells the head and gives out the tasks that the company has agreed on.
local sdm = require "sdm"

-- The worst of the activity figures: {title, deviation}; nil where all of them keep up with their plan.
local function weakest_activity(case)
  local worst
  for _, code in ipairs { "calls", "meetings" } do
    local kpi = case:kpi(code)
    if kpi.deviation and kpi.deviation <= -case.p.activity then
      if not worst or kpi.deviation < worst.deviation then
        worst = { title = kpi.kpi_title, deviation = kpi.deviation }
      end
    end
  end
  return worst
end

local function behind_by(case, language)
  return sdm.format(-case.gap, "money", language) .. " (" .. sdm.format(-case.deviation, "percent", language) .. ")"
end

return sdm.decision "plan_lag" {
  api = 1,
  title = { ru = "Отставание от плана нарастающим итогом", en = "Revenue behind the plan to date" },
  owner = "consultant@acme",

  params = {
    amber = sdm.percent(15), -- opens a case
    red = sdm.percent(30), -- makes it red
    clear = sdm.percent(8), -- lets it close: its own threshold, so that it does not flap
    min_gap = sdm.money(150000), -- about an average deal and a half
    grace = sdm.percent(20), -- of the month's working days
    activity = sdm.percent(15),
    win_rate = sdm.percent(45),
  },

  watch = { kpi = "revenue", each = "seller", period = "month" },
  when = sdm.behind { by = "amber", gap = "min_gap", elapsed = "grace" },
  clear = sdm.behind { by = "clear", negate = true },
  for_ = sdm.workdays(3),
  clear_for = sdm.workdays(2),
  on_missing = "hold",
  inhibited_by = { "report_missing", "report_missing_long" },
  severity = function(s, p)
    if s.deviation and s.deviation <= -p.red then
      return "red"
    end
    return "amber"
  end,

  run = function(case)
    local who = case.title
    local activity = weakest_activity(case)
    local win = case:kpi("win_rate")
    local cause = { ru = "причина в сроках сделок", en = "the cause is the timing of deals" }

    if activity then
      cause = {
        ru = activity.title.ru .. " " .. sdm.format(activity.deviation, "percent", "ru") .. " к плану",
        en = activity.title.en .. " " .. sdm.format(activity.deviation, "percent", "en") .. " against plan",
      }
    elseif win.fact and win.fact < case.p.win_rate then
      cause = {
        ru = "доля выигранных всего " .. sdm.format(win.fact, "percent", "ru"),
        en = "only " .. sdm.format(win.fact, "percent", "en") .. " of deals won",
      }
    end

    case:alert {
      to = case.head,
      why = {
        ru = who.ru .. " отстаёт от плана на " .. behind_by(case, "ru") .. "; " .. cause.ru,
        en = who.en .. " is behind plan by " .. behind_by(case, "en") .. "; " .. cause.en,
      },
    }
    case:task("recovery_plan", {
      to = case.seller,
      due = sdm.workdays(1),
      title = {
        ru = "План восстановления: какими сделками и действиями закрыть " .. sdm.format(-case.gap, "money", "ru"),
        en = "Recovery plan: which deals and actions close " .. sdm.format(-case.gap, "money", "en"),
      },
    })
    if activity then
      case:task("day_norm", {
        to = case.head,
        due = sdm.workdays(1),
        title = {
          ru = "Разговор один на один, письменная норма активности на день: " .. who.ru,
          en = "One-to-one, agree a daily norm in writing: " .. who.en,
        },
      })
    elseif win.fact and win.fact < case.p.win_rate then
      case:task("joint_meetings", {
        to = case.head,
        due = sdm.workdays(3),
        title = {
          ru = "Прослушать 3 звонка и провести 2 совместные встречи: " .. who.ru,
          en = "Listen to 3 calls and join 2 meetings: " .. who.en,
        },
      })
    else
      case:task("confirm_dates", {
        to = case.seller,
        due = sdm.workdays(2),
        title = {
          ru = "Письменно подтвердить у клиентов сроки пяти крупнейших сделок",
          en = "Confirm the dates of the five largest deals with the clients in writing",
        },
      })
    end
  end,
}
