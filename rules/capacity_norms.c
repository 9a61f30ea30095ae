#include "rules/capacity_norms.h"

#include "rules/question.h"

struct ratio norm_value(const struct question *q, struct norm_figure figure)
{
	struct figures f;

	if (figure.kpi == NONE)
		return (struct ratio){ figure.e4, E4 };
	question_figures(q, q->scope, figure.kpi, &f);
	return f.fact;
}
