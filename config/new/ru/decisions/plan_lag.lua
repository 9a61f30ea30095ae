-- Выручка продавца отстаёт от плана нарастающим итогом, и так три рабочих дня: руководителю говорится почему, продавца просят о
-- плане. Числа стоят в `params`, другие задаёт decisions.yaml. Всё остальное: docs/decisions.md.
local sdm = require "sdm"

-- Что слабее всего: активность против плана, иначе доля выигранных, иначе размер сделок.
local function cause_of(case)
  local calls, win = case:kpi("calls"), case:kpi("win")
  if calls.deviation and calls.deviation <= -case.p.activity then
    return "мало звонков, " .. sdm.format(calls.deviation, "percent") .. " к плану"
  end
  if win.fact and win.fact < case.p.win_rate then
    return "доля выигранных всего " .. sdm.format(win.fact, "percent")
  end
  local avg = case:kpi("avg")
  return avg.fact and "средний чек " .. sdm.format(avg.fact, "money") or "ни одной выигранной сделки"
end

return sdm.decision "plan_lag" {
  api = 1,
  title = "Отставание от плана нарастающим итогом",
  owner = "consultant@mycompany", -- узнаёт, если этот файл сломан

  params = {
    behind = sdm.percent(15), -- от плана на дату: открывает карточку
    red = sdm.percent(30), -- делает её красной
    clear = sdm.percent(8), -- даёт закрыть: меньше, чем открывает, чтобы карточка не мигала
    min_gap = sdm.money(50000), -- меньшее не стоит разговора
    grace = sdm.percent(20), -- рабочих дней месяца, до которых ничего не говорится
    activity = sdm.percent(15),
    win_rate = sdm.percent(40),
  },

  watch = { kpi = "rev", each = "seller", period = "month", roles = { "seller" } },
  when = sdm.behind { by = "behind", gap = "min_gap", elapsed = "grace" },
  clear = sdm.behind { by = "clear", negate = true },
  for_ = sdm.workdays(3),
  clear_for = sdm.workdays(2),
  on_missing = "open", -- кто не продал ничего, тоже отстаёт
  severity = function(s, p)
    if s.deviation and s.deviation <= -p.red then
      return "red"
    end
    return "amber"
  end,

  run = function(case)
    case:alert {
      to = case.head,
      why = case.title.ru .. " отстаёт от плана на " .. sdm.format(-case.gap, "money") .. "; " .. cause_of(case),
    }
    case:task("recovery_plan", {
      to = case.seller,
      due = sdm.workdays(1),
      title = "Какими сделками и действиями закрыть " .. sdm.format(-case.gap, "money"),
    })
  end,
}
