/* Figures as drawings for people: a KPI's fact against its plan from day to day, and the deviations of many scopes as bars. */
#pragma once
#include "ctl/course.h"
#include "ctl/wordbook.h"

enum { KPI_CHARTS_MAX = 4, KPI_BARS_MAX = 50 };

struct kpi_row { /* of the table */
	uint32_t scope, kpi;
	int32_t as_of; /* as of a course */
	struct figures figures;
};
struct kpi_chart {
	const struct common *common;
	const struct wordbook *words;
	struct course course; /* of any row: the period, the calendar */
	const struct kpi_row *rows;
	size_t count;
	/* inside */
	bool one_kpi; /* bars need not name it */
};

/* Of the rows that have a deviation, else of all: bars where they are several, a chart of each where they are few. Says so where
 * they are more. */
void kpi_chart_add(const struct kpi_chart *c, struct buf *out);

/* ---- for it ---- */
enum { KPI_COLUMNS_MAX = 100, KPI_COLUMNS_MIN = 40 };
/* "Ilya Shcherbakov, Revenue". */
void kpi_chart_add_name(const struct kpi_chart *c, const struct kpi_row *row, bool kpi, struct buf *out);
/* false: it has no two days, or no numbers that fit the width. */
bool kpi_chart_add_course(const struct kpi_chart *c, const struct kpi_row *row, unsigned columns, struct buf *out);
void kpi_chart_add_bars(const struct kpi_chart *c, unsigned columns, struct buf *out);
