/* The plots of the page of a backtest, each a <figure> with its own title and numbers. */
#pragma once
#include "ctl/backtest.h"

void backtest_plot_cases(const struct backtest *t, const struct backtest_row *r, struct buf *out);
void backtest_plot_shares(const struct backtest *t, const struct backtest_row *r, struct buf *out);
void backtest_plot_leads(const struct backtest *t, const struct backtest_row *r, struct buf *out);
void backtest_plot_load(const struct backtest *t, struct buf *out);
